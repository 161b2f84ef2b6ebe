import type { ReviewDecision, StepSituation } from './decision.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { type Review, recordVersionOf } from './review.ts'
import { type IntentStatementId, isTypedName, type SignOffMeaning } from './sign-off.ts'
import { submitStep } from './step.ts'
import type { Authentication, TrailEvent } from './trail-event.ts'
import { withFullStop } from './with-full-stop.ts'

export interface SignatureAct {
  at: string
  meaning: SignOffMeaning | 'refused'
  /** Why somebody disagrees or refuses; empty otherwise. */
  comment: string
  typedName: string
  /** The name that the signatory is known by. */
  name: string
  /** Digest of the record that was on the signatory's screen, hex. */
  shownDigest: string
  authentication: Authentication
}

/**
 * The reviewee signs that they have seen the record, agreeing or not, or refuses, which is recorded and never signed for
 * by anybody else.
 */
export function signAsReviewee(situation: StepSituation, act: SignatureAct): ReviewDecision | Refusal {
  if (act.meaning === 'approved') throw new Error('Only the supervisor approves a record')
  if (act.meaning !== 'acknowledged' && act.comment.trim() === '') {
    return refuse(
      'comment-needed',
      'Say in a sentence what you do not agree with. It becomes part of the record.',
      'comment',
    )
  }
  const stage = act.meaning === 'refused' ? 'signatureRefused' : 'acknowledged'
  return sign(situation, act, {
    stage,
    acknowledgement: act.meaning,
    role: 'reviewee',
    type: act.meaning === 'refused' ? 'record.signature-refused' : 'record.signed-by-reviewee',
    intent: {
      acknowledged: 'acknowledge/1',
      'acknowledged-with-disagreement': 'acknowledge-with-disagreement/1',
      refused: 'refuse/1',
    }[act.meaning] as IntentStatementId,
  })
}

/** The supervisor countersigns the same record. */
export function signAsSupervisor(situation: StepSituation, act: SignatureAct): ReviewDecision | Refusal {
  if (act.meaning !== 'approved') throw new Error('The supervisor’s signature approves the record')
  return sign(situation, act, {
    stage: situation.review.stage,
    acknowledgement: situation.review.acknowledgement,
    role: 'supervisor',
    type: 'record.countersigned',
    // Whoever has not rated cannot say that they have.
    intent: situation.review.countersigner === undefined ? 'approve/1' : 'approve-in-place/1',
  })
}

function sign(
  { review, step }: StepSituation,
  act: SignatureAct,
  as: {
    stage: Review['stage']
    acknowledgement: Review['acknowledgement']
    role: 'reviewee' | 'supervisor'
    type: TrailEvent['type']
    intent: IntentStatementId
  },
): ReviewDecision | Refusal {
  const change = submitStep(step, act)
  if (isRefusal(change)) return change
  if (review.recordDigest === null) throw new Error(`The review ${review.reviewId} has no released record`)
  if (act.shownDigest !== review.recordDigest) {
    return refuse(
      'record-changed',
      'The record has changed since you opened this page. Read it again, then sign.',
    )
  }
  if (!isTypedName(act.typedName, act.name)) {
    return refuse(
      'name-differs',
      `Type your name as it stands in the record: ${withFullStop(act.name)}`,
      'typedName',
    )
  }
  const signer = step.assigneeId
  if (signer === null) throw new Error(`The step ${step.stepId} has nobody who could sign it`)
  return {
    before: review,
    after: { ...review, stage: as.stage, acknowledgement: as.acknowledgement },
    steps: [change],
    event: {
      type: as.type,
      meaning: act.meaning,
      signerRole: as.role,
      at: act.at,
      recordDigest: review.recordDigest,
      recordVersion: recordVersionOf(review),
      formVersion: null,
      intentStatementId: as.intent,
      authentication: act.authentication,
      delegation: null,
      beforeDigest: null,
      afterDigest: null,
      personal: [
        { field: 'signer', value: signer, about: signer },
        { field: 'signerName', value: act.typedName.trim(), about: signer },
        { field: 'reviewee', value: review.revieweeId, about: review.revieweeId },
        ...(act.comment.trim() === ''
          ? []
          : [{ field: 'comment', value: act.comment.trim(), about: signer }]),
      ],
    },
    receiptFor: step.stepId,
    counts: {
      [`${step.kind}.submitted`]: 1,
      ...(as.role === 'reviewee' ? { [`review.${as.stage}`]: 1 } : {}),
    },
  }
}
