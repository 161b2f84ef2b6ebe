import type { Acknowledgement, ReviewStage } from '../../domain/review.ts'
import { StatusWord } from '../../layout/status-word.tsx'
import { sealedNames, stageNames } from './step-names.ts'

export function StageWord({
  stage,
  answer,
  isDisputed,
}: {
  stage: string
  answer?: Acknowledgement | null
  isDisputed?: boolean
}) {
  if (isDisputed) return <StatusWord tone="attention">Disputed</StatusWord>

  const known = Object.hasOwn(stageNames, stage) ? stageNames[stage as ReviewStage] : undefined
  if (known === undefined) return <span>{stage}</span>
  const [tone, words] = stage === 'sealed' && answer ? sealedNames[answer] : known
  return <StatusWord tone={tone}>{words}</StatusWord>
}
