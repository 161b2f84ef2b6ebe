import type { HrAct } from './cycle-course.ts'
import type { ReviewDecision, StepSituation } from './decision.ts'
import type { PersonId } from './ids.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { CLOSED_STAGES, type Review } from './review.ts'
import { SETTLED, settleWithoutAnswer } from './step.ts'
import { plainEvent } from './workflow-event.ts'

/** The open steps that somebody who leaves has in the reviews of others. */
export function partsLeftBehind(
  reviews: readonly Review[],
  personId: PersonId,
): { asPeer: Review[]; asSupervisor: Review[] } {
  const others = reviews.filter(
    ({ stage, revieweeId }) => !CLOSED_STAGES.includes(stage) && revieweeId !== personId,
  )
  const has = ({ steps }: Review, kinds: readonly string[]) =>
    steps.some(
      ({ kind, assigneeId, state }) =>
        kinds.includes(kind) && assigneeId === personId && !SETTLED.includes(state),
    )
  return {
    asPeer: others.filter((review) => has(review, ['peerInput'])),
    asSupervisor: others.filter((review) => has(review, ['supervisorRating', 'supervisorSignature'])),
  }
}

/** The review goes on without the input of a colleague who has left; what they had begun to write is kept. */
export function goOnWithoutPeer({ review, step }: StepSituation, act: HrAct): ReviewDecision | Refusal {
  if (step.kind !== 'peerInput') return refuse('no-such-step', 'That is no input of a colleague.')
  const change = settleWithoutAnswer(step, { at: act.at, as: 'bypassed' })
  if (isRefusal(change)) return change
  return {
    before: review,
    after: review,
    steps: [change],
    event: plainEvent('step.bypassed', 'peerInput bypassed', act),
    counts: { 'peerInput.bypassed': 1 },
  }
}
