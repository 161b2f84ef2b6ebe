import type { ReviewStep, StepKind } from './step.ts'
import { SETTLED } from './step.ts'

/** What the row says when the workflow's clock runs out. The workflow asks; it decides nothing itself. */
export type TimeoutAnswer =
  | { answer: 'settled' }
  /** Extended, or in its days of grace: ask the assignee's step again until then, without a new mail. */
  | { answer: 'wait'; until: string }
  | { answer: 'giveUp'; as: 'bypassed' | 'expired' }

/** A missed self-assessment is bypassed and labelled so; everything else expires and shows as an exception. */
const WHEN_MISSED: Record<StepKind, 'bypassed' | 'expired'> = {
  selfAssessment: 'bypassed',
  peerInput: 'expired',
  supervisorRating: 'expired',
  release: 'expired',
  revieweeSignature: 'expired',
  supervisorSignature: 'expired',
}

export function answerTimeout(step: ReviewStep, now: string): TimeoutAnswer {
  if (SETTLED.includes(step.state)) return { answer: 'settled' }
  if (now < step.graceUntil) return { answer: 'wait', until: step.graceUntil }
  return { answer: 'giveUp', as: WHEN_MISSED[step.kind] }
}
