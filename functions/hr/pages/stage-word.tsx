import type { ReviewStage } from '../../domain/review.ts'
import { StatusWord } from '../../layout/status-word.tsx'
import { stageNames } from './step-names.ts'

export function StageWord({ stage }: { stage: string }) {
  const known = Object.hasOwn(stageNames, stage) ? stageNames[stage as ReviewStage] : undefined
  return known === undefined ? <span>{stage}</span> : <StatusWord tone={known[0]}>{known[1]}</StatusWord>
}
