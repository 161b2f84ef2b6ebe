import type { ReviewCycle } from './cycle.ts'
import type { ReviewDecision } from './decision.ts'
import { type Dispute, type Disputed, type DisputeIn, isOpenDispute } from './dispute.ts'
import { appealableUntil, decisionDueAt, disputableUntil } from './dispute-rules.ts'
import type { ConcernId } from './ids.ts'
import type { OfficerAct } from './officer.ts'
import { type Refusal, refuse } from './refusal.ts'
import { type Review, recordVersionOf } from './review.ts'
import { againStart, nextWorkflow, type ReviewStart } from './review-start.ts'
import type { ReviewStep } from './step.ts'
import type { Authentication } from './trail-event.ts'
import { plainEvent } from './workflow-event.ts'

/** What a rule about a dispute looks at. */
export interface DisputeSituation {
  cycle: ReviewCycle
  review: Review
  /** The review's steps as their rows, or the plan, have them. */
  steps: readonly ReviewStep[]
  /** Every dispute and appeal of the review, the oldest first. */
  disputes: readonly Dispute[]
}

/** An act on a dispute with what it makes of its review. */
export interface DisputeDecision extends ReviewDecision {
  dispute: { before: Dispute | undefined; after: Dispute }
  start?: ReviewStart
  /** What HR sees of it: raised with the dispute, settled with the decision. */
  concern?: 'raised' | 'overdue' | 'settled'
}

/** What somebody may do about the outcome of their review now. */
export type Challenge =
  | { may: 'dispute'; until: string }
  | { may: 'appeal'; until: string; of: DisputeIn<'decided'> }
  | { may: 'nothing'; why: Refusal }

/** Whether the reviewee can dispute, or appeal, and until when. */
export function challengeOf({ cycle, review, steps, disputes }: DisputeSituation, now: string): Challenge {
  const nothing = (code: string, message: string): Challenge => ({
    may: 'nothing',
    why: refuse(code, message),
  })
  if (review.erasedAt !== undefined)
    return nothing('erased', 'This review was erased; there is nothing left to dispute.')
  const last = disputes.at(-1)
  if (last !== undefined && isOpenDispute(last)) {
    return nothing(
      'already-disputed',
      'You have disputed this already. HR decides, and we write to you when they have.',
    )
  }
  if (review.recordDigest === null && review.earlier !== undefined) {
    return nothing(
      'being-made-anew',
      'Your review is being made anew. When it is released you can read it, and still challenge it.',
    )
  }
  if (last !== undefined && !isReopenedSince(review, last.number, disputes)) {
    const until = appealableUntil(cycle, review, last)
    if (until === undefined) {
      return nothing(
        'appeal-decided',
        'Your appeal has been decided. Within Countersign that is the last word; HR can tell you what else is open to you.',
      )
    }
    return now <= until
      ? { may: 'appeal', until, of: last }
      : nothing(
          'too-late',
          'The time in which this decision could be appealed is over. Write to HR if you still want to.',
        )
  }
  const signature = steps.find(
    ({ kind, stepId }) => kind === 'revieweeSignature' && review.steps.some((line) => line.stepId === stepId),
  )
  const until = disputableUntil(cycle, review, signature)
  if (until === undefined || review.recordDigest === null) {
    return nothing(
      'not-released',
      'Your review has not been released yet. When it is, you can read it, and dispute it.',
    )
  }
  return now <= until
    ? { may: 'dispute', until }
    : nothing(
        'too-late',
        'The time in which this review could be disputed is over. Write to HR if you still want to.',
      )
}

/** A record that HR had made anew after the dispute can be disputed like the first. */
function isReopenedSince(review: Review, number: number, disputes: readonly Dispute[]): boolean {
  const decided = disputes.find((dispute) => dispute.number === number)
  if (decided?.state !== 'decided') return false
  return (review.earlier ?? []).some(
    ({ because, supersededAt }) => because.kind === 'reopening' && supersededAt >= decided.decidedAt,
  )
}

/**
 * The reviewee disputes the rating or the record, or appeals a decision. Nothing of the record changes; until somebody has
 * decided it is shown as disputed and not sealed.
 */
export function raiseDispute(
  situation: DisputeSituation,
  act: {
    at: string
    about: Disputed
    reason: string
    concernId: ConcernId
    authentication: Authentication
    /** What the page offered when the reason was written: another one is not what they mean. */
    meant: 'dispute' | 'appeal'
  },
): DisputeDecision | Refusal {
  const { cycle, review } = situation
  const challenge = challengeOf(situation, act.at)
  if (challenge.may === 'nothing') return challenge.why
  if (challenge.may !== act.meant) {
    return refuse(
      'changed',
      'Your review has changed since you opened this page. Read it again; what you typed is still there.',
    )
  }
  if (act.reason.trim() === '') {
    return refuse('reason-needed', 'Say why, in your own words. Whoever decides reads it.', 'reason')
  }
  const isAppeal = challenge.may === 'appeal'
  const { recordDigest } = review
  if (recordDigest === null) throw new Error(`The review ${review.reviewId} has no record to dispute`)
  const record = { recordVersion: recordVersionOf(review), recordDigest }
  const number = (review.disputes ?? 0) + 1
  const after: DisputeIn<'open'> = {
    state: 'open',
    cycleId: review.cycleId,
    reviewId: review.reviewId,
    revieweeId: review.revieweeId,
    number,
    version: 1,
    level: challenge.may,
    ...(isAppeal ? { appealOf: challenge.of.number } : {}),
    about: isAppeal ? challenge.of.about : act.about,
    reason: act.reason.trim(),
    ...record,
    raisedAt: act.at,
    dueAt: decisionDueAt(cycle, act.at),
    concernId: act.concernId,
  }
  const { level, raisedAt, dueAt } = after
  const reviewAfter: Review = {
    ...review,
    disputes: number,
    openDispute: { number, level, raisedAt, dueAt },
    workflows: nextWorkflow(review),
    ownTime: true,
  }
  const about = review.revieweeId
  return {
    before: review,
    after: reviewAfter,
    steps: [],
    event: {
      type: 'dispute.raised',
      meaning: isAppeal ? `decision ${challenge.of.number} appealed` : `${after.about} disputed`,
      signerRole: 'reviewee',
      at: act.at,
      ...record,
      formVersion: null,
      intentStatementId: null,
      authentication: act.authentication,
      delegation: null,
      beforeDigest: null,
      afterDigest: null,
      personal: [
        { field: 'signer', value: about, about },
        { field: 'reviewee', value: about, about },
        { field: 'reason', value: act.reason.trim(), about },
      ],
    },
    counts: {},
    dispute: { before: undefined, after },
    start: againStart(reviewAfter, { at: act.at, from: 'decision', dispute: after }),
    concern: 'raised',
  }
}

/** Somebody of HR, and what shows who of the company they are. */
export interface Account {
  subject: string
  name: string
  email?: string | undefined
}

/** Somebody with a part in the review. */
export interface PartInReview {
  name: string
  email: string
}

/**
 * HR says who decides: anybody of HR but the disputant, whoever rated or gave input in this review, and whoever has decided on
 * it before.
 */
export function assignDecider(
  { review, disputes }: DisputeSituation,
  dispute: Dispute,
  act: OfficerAct & { decider: Account; parts: readonly PartInReview[] },
): DisputeDecision | Refusal {
  if (!isOpenDispute(dispute)) return decidedAlready()
  const refusal = whyNotDecider(dispute, disputes, act.decider, act.parts)
  if (refusal !== undefined) return refusal
  const about = review.revieweeId
  const { subject, name } = act.decider
  return {
    before: review,
    after: review,
    steps: [],
    event: plainEvent('dispute.assigned', 'decider named', {
      ...act,
      recordVersion: dispute.recordVersion,
      about: [
        { field: 'reviewee', value: about, about },
        { field: 'decider', value: subject, about: `account:${subject}` as typeof about },
        { field: 'deciderName', value: name, about: `account:${subject}` as typeof about },
      ],
    }),
    counts: {},
    dispute: {
      before: dispute,
      after: { ...dispute, version: dispute.version + 1, decider: { subject, name }, assignedAt: act.at },
    },
  }
}

/** Why somebody cannot decide on a dispute; undefined when they can. */
export function whyNotDecider(
  dispute: Dispute,
  disputes: readonly Dispute[],
  decider: Account,
  parts: readonly PartInReview[],
): Refusal | undefined {
  const before = disputes.find(({ number }) => number === dispute.appealOf)
  if (before?.decider?.subject === decider.subject) {
    return refuse(
      'decided-before',
      `${decider.name} made the decision that is appealed. Somebody else of HR has to decide on the appeal.`,
      'decider',
    )
  }
  const same = (one: string, other: string) =>
    one.normalize('NFKC').trim().toLocaleLowerCase('en') ===
    other.normalize('NFKC').trim().toLocaleLowerCase('en')
  const hasPart = parts.some(
    ({ name, email }) =>
      (decider.email !== undefined && email !== '' && same(email, decider.email)) || same(name, decider.name),
  )
  return hasPart
    ? refuse(
        'has-a-part',
        `${decider.name} has a part in this review: they are reviewed, rate, or give input in it. Somebody else of HR has to decide.`,
        'decider',
      )
    : undefined
}

export const decidedAlready = (): Refusal =>
  refuse('decided-already', 'This has been decided already. Nothing that you did now was added to it.')

/** The clock ran out. HR is alerted, and that is all: silence decides nothing. */
export function markOverdue(
  { review }: DisputeSituation,
  dispute: DisputeIn<'open'>,
  act: { at: string; concernId: ConcernId },
): DisputeDecision {
  const about = review.revieweeId
  const { openDispute } = review
  return {
    before: review,
    after: {
      ...review,
      ...(openDispute === undefined ? {} : { openDispute: { ...openDispute, overdueAt: act.at } }),
    },
    steps: [],
    event: plainEvent('dispute.overdue', 'not decided in time', {
      ...act,
      recordVersion: dispute.recordVersion,
      about: [{ field: 'reviewee', value: about, about }],
    }),
    counts: {},
    dispute: {
      before: dispute,
      after: {
        ...dispute,
        version: dispute.version + 1,
        overdueAt: act.at,
        overdueConcernId: act.concernId,
      },
    },
    concern: 'overdue',
  }
}
