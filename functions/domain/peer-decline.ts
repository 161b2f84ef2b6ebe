import { type Concern, raiseConcern } from './concern.ts'
import type { ReviewDecision, StepSituation } from './decision.ts'
import type { ConcernId } from './ids.ts'
import { withoutAssignee } from './rater-change.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { Authentication } from './trail-event.ts'

export interface Decline {
  at: string
  concernId: ConcernId
  /** In the colleague's own words; empty where they gave no reason. */
  words: string
  authentication: Authentication
}

/**
 * A colleague says no to being asked. Their step waits for nobody until HR names somebody else or its time is over, and HR
 * is told. A draft that they have begun is set aside by the store (`draftSetAside`), in the same transaction.
 *
 * Like the entry of a colleague's input, this one names neither the colleague nor when they came in other than as commitments.
 */
export function declinePeerInput(
  { review, step }: StepSituation,
  act: Decline,
): { decision: ReviewDecision; concern: Concern } | Refusal {
  const peer = step.assigneeId
  if (step.kind !== 'peerInput') {
    return refuse('not-declinable', 'Only a request for input about a colleague can be declined.')
  }
  if (peer === null) {
    return refuse('already-declined', 'You have declined this already. Nothing more is needed from you.')
  }
  const handed = withoutAssignee(review, step, { at: act.at, why: 'declined' })
  if (isRefusal(handed)) return handed
  const { at } = act.authentication
  return {
    decision: {
      before: review,
      after: handed.review,
      steps: [handed.change],
      event: {
        type: 'peer-input.declined',
        meaning: 'declined',
        signerRole: 'peer',
        at: act.at,
        recordDigest: null,
        recordVersion: 1,
        formVersion: null,
        intentStatementId: null,
        authentication: { ...act.authentication, at: null },
        delegation: null,
        beforeDigest: null,
        afterDigest: null,
        personal: [
          { field: 'signer', value: peer, about: peer },
          { field: 'reviewee', value: review.revieweeId, about: review.revieweeId },
          ...(at === null ? [] : [{ field: 'authenticatedAt', value: at, about: peer }]),
          ...(act.words.trim() === '' ? [] : [{ field: 'reason', value: act.words.trim(), about: peer }]),
        ],
      },
      counts: {},
    },
    concern: raiseConcern({
      concernId: act.concernId,
      cycleId: review.cycleId,
      kind: 'peer-declined',
      aboutId: peer,
      reviewId: review.reviewId,
      stepId: step.stepId,
      at: act.at,
      ...(act.words.trim() === '' ? {} : { words: act.words.trim() }),
    }),
  }
}
