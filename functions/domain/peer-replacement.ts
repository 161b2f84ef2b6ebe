import type { HrAct } from './cycle-course.ts'
import type { ReviewDecision, StepSituation } from './decision.ts'
import type { Person } from './person.ts'
import { refuseRater, withNewPeer } from './rater-change.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { SETTLED } from './step.ts'
import { plainEvent } from './workflow-event.ts'

export interface PeerReplacement extends HrAct {
  successor: Person
  reason: string
  /** HR knows that the colleague has begun to write. */
  knowsOfDraft: boolean
}

/**
 * Another colleague is asked in the place of one who declined, left, or should not be asked. The step keeps its id, so that
 * the workflow waits on for it. What the first one has begun is set aside by the store, in the same transaction: the
 * successor never sees it, and it is not deleted.
 */
export function replacePeer({ review, step }: StepSituation, act: PeerReplacement): ReviewDecision | Refusal {
  if (step.kind !== 'peerInput') {
    return refuse('no-such-step', 'Choose the colleague who is to be replaced.', 'stepId')
  }
  if (step.state === 'submitted') {
    return refuse('already-submitted', 'Their input was sent in already, and it stands.', 'stepId')
  }
  if (SETTLED.includes(step.state) || review.stage !== 'gathering') {
    return refuse('over', 'The time for input from colleagues is over for this review.', 'stepId')
  }
  const refusal = refuseRater(review, act.successor, 'peer')
  if (refusal !== undefined) return refusal
  if (step.state === 'draft' && !act.knowsOfDraft) {
    return refuse(
      'has-started',
      'This colleague has begun to write. Confirm that you know; what they wrote is set aside, nobody else sees it, and they get a mail.',
      'knowsOfDraft',
    )
  }
  const { successor, at, by, reason } = act
  const change = withNewPeer(review, step, successor.personId, { at })
  if (isRefusal(change)) return change
  return {
    before: review,
    after: change.review,
    steps: [change.change],
    event: plainEvent('peer.replaced', 'another colleague is asked', {
      at,
      by,
      about: [
        { field: 'step', value: step.stepId, about: review.revieweeId },
        { field: 'reviewee', value: review.revieweeId, about: review.revieweeId },
        ...(step.assigneeId === null
          ? []
          : [{ field: 'predecessor', value: step.assigneeId, about: step.assigneeId }]),
        { field: 'successor', value: successor.personId, about: successor.personId },
        { field: 'reason', value: reason, about: review.revieweeId },
      ],
    }),
    counts: {},
  }
}
