import { type Dispute, type DisputeIn, type DisputeOutcome, isOpenDispute } from './dispute.ts'
import {
  type Account,
  type DisputeDecision,
  type DisputeSituation,
  decidedAlready,
  type PartInReview,
  whyNotDecider,
} from './dispute-course.ts'
import { endOfWorkingDays } from './dispute-rules.ts'
import type { StepId } from './ids.ts'
import { beginRound, hasEnded, type NewRound } from './new-round.ts'
import type { OfficerAct } from './officer.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { Review } from './review.ts'
import { againStart, nextWorkflow } from './review-start.ts'
import { extendStep, type ReviewStep, SETTLED, type StepChange } from './step.ts'
import { plainEvent } from './workflow-event.ts'

export interface DisputeVerdict {
  outcome: DisputeOutcome
  /** For `overturned`: the new rating, unless the supervisor is to rate again. */
  newRating?: number | undefined
  rateAgain?: boolean | undefined
  /** Why; for `amended` this is the correction that the record gets. */
  text: string
}

/** The least that can be called a reason, in characters. */
const LEAST_REASON = 20

/** Working days that whoever has not signed gets when the record stands and can be signed again. */
const DAYS_TO_SIGN = 5

/** Whoever was named decides. From then on the record stands, or another one takes its place and is signed anew. */
export function decideDispute(
  situation: DisputeSituation,
  dispute: Dispute,
  act: OfficerAct & {
    verdict: DisputeVerdict
    decider: Account
    parts: readonly PartInReview[]
    stepId: () => StepId
  },
): (DisputeDecision & Pick<NewRound, 'ratingDraft'>) | Refusal {
  if (!isOpenDispute(dispute)) return decidedAlready()
  const { review, disputes } = situation
  if (review.erasedAt !== undefined) {
    return refuse('erased', 'This review was erased; there is nothing left to decide.')
  }
  if (dispute.decider?.subject !== act.by.subject) {
    return refuse(
      'not-the-decider',
      dispute.decider === undefined
        ? 'Nobody has been named to decide yet. Name somebody first, or take it yourself.'
        : `${dispute.decider.name} was named to decide. Only they can; or name somebody else first.`,
    )
  }
  const problem = whyNotDecider(dispute, disputes, act.decider, act.parts) ?? problemOf(review, act.verdict)
  if (problem !== undefined) return problem
  const { outcome, newRating, rateAgain, text } = act.verdict
  const after: DisputeIn<'decided'> = {
    ...dispute,
    state: 'decided',
    version: dispute.version + 1,
    outcome,
    ...(outcome === 'overturned' && rateAgain === true ? { ratedAgain: true } : {}),
    ...(outcome === 'overturned' && rateAgain !== true && newRating !== undefined ? { newRating } : {}),
    text: text.trim(),
    decidedAt: act.at,
  }
  const goesOn = outcome === 'upheld' ? stands(situation, act) : replaced(situation, act, after)
  const about = review.revieweeId
  const { openDispute: _, ...undisputed } = goesOn.after
  return {
    ...goesOn,
    before: review,
    after: undisputed,
    event: plainEvent('dispute.decided', outcome, {
      ...act,
      recordDigest: dispute.recordDigest,
      recordVersion: dispute.recordVersion,
      about: [
        { field: 'reviewee', value: about, about },
        { field: 'decision', value: text.trim(), about },
        ...(after.newRating === undefined
          ? []
          : [{ field: 'newRating', value: String(after.newRating), about }]),
      ],
    }),
    dispute: { before: dispute, after },
    concern: 'settled',
  }
}

function problemOf(
  review: Review,
  { outcome, newRating, rateAgain, text }: DisputeVerdict,
): Refusal | undefined {
  if (text.trim().length < LEAST_REASON) {
    return refuse(
      'reason-needed',
      'Say why in a sentence or more. The reviewee and their supervisor read it.',
      'text',
    )
  }
  if (outcome !== 'overturned' || rateAgain === true) return undefined
  if (newRating === undefined) {
    return refuse('rating-needed', 'Choose the new rating, or have the supervisor rate again.', 'newRating')
  }
  return newRating === review.ratingOfRecord
    ? refuse(
        'same-rating',
        `The rating is ${newRating} already. Choose another one, or let the rating stand.`,
        'newRating',
      )
    : undefined
}

/** The record stays what it is. Whoever has not signed gets days for it: nobody signs what is being disputed. */
function stands(
  { cycle, review, steps }: DisputeSituation,
  { at }: { at: string },
): Omit<NewRound, 'start'> & Pick<DisputeDecision, 'start'> {
  if (hasEnded(review)) return { after: review, steps: [], counts: {} }
  const dueAt = endOfWorkingDays(cycle, at, DAYS_TO_SIGN)
  const graceUntil = endOfWorkingDays(cycle, dueAt, cycle.graceDays)
  const isUnsigned = ({ kind, state, stepId }: ReviewStep) =>
    (kind === 'revieweeSignature' || kind === 'supervisorSignature') &&
    !SETTLED.includes(state) &&
    review.steps.some((line) => line.stepId === stepId)
  const more = steps
    .filter(isUnsigned)
    .map((step) => extendStep(step, { at, dueAt, graceUntil, reason: 'The dispute has been decided.' }))
    // Whoever has more time already keeps it.
    .filter((change): change is StepChange => !isRefusal(change))
  const after: Review = { ...review, workflows: nextWorkflow(review) }
  return { after, steps: more, counts: {}, start: againStart(after, { at, from: 'seal' }) }
}

function replaced(
  { cycle, review, steps }: DisputeSituation,
  { at, stepId }: { at: string; stepId: () => StepId },
  dispute: DisputeIn<'decided'>,
): NewRound {
  const round = beginRound(cycle, review, steps, {
    at,
    takesUpAt: dispute.ratedAgain === true ? 'rating' : 'record',
    because: { kind: 'dispute', number: dispute.number },
    stepId,
  })
  return dispute.newRating === undefined
    ? round
    : { ...round, after: { ...round.after, proposedRating: dispute.newRating } }
}
