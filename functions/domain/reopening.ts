import * as z from 'zod'
import type { ReviewDecision } from './decision.ts'
import type { DisputeSituation } from './dispute-course.ts'
import { cycleIdSchema, reviewIdSchema, type StepId } from './ids.ts'
import { beginRound, hasRecord, type NewRound, type TakesUpAt } from './new-round.ts'
import { type OfficerAct, officerOf, officerSchema } from './officer.ts'
import { type Refusal, refuse } from './refusal.ts'
import { recordVersionOf } from './review.ts'
import type { ReviewStart } from './review-start.ts'
import type { TrailEvent } from './trail-event.ts'
import { withFullStop } from './with-full-stop.ts'
import { plainEvent } from './workflow-event.ts'

const always = {
  cycleId: cycleIdSchema,
  reviewId: reviewIdSchema,
  /** From 1, in the order in which they were asked for in the review. */
  number: z.int().min(1),
  /** Counts the writes of the row, from 1. */
  version: z.int().min(1),
  to: z.enum(['rating', 'record']),
  /** In the words of whoever asked; gone once the reviewee was erased. */
  reason: z.string().optional(),
  requestedBy: officerSchema,
  requestedAt: z.string(),
}

/** A review that is taken up again after its release. It takes two people of HR, like an erasure. */
export const reopeningSchema = z.discriminatedUnion('status', [
  // One of HR wants it; nothing has changed.
  z.object({ status: z.literal('requested'), ...always }),
  // Taken back; nothing has changed.
  z.object({ status: z.literal('withdrawn'), ...always, withdrawnAt: z.string() }),
  // Two of HR wanted it: signatures are void and collected again.
  z.object({
    status: z.literal('confirmed'),
    ...always,
    confirmedBy: officerSchema,
    confirmedAt: z.string(),
  }),
])
export type Reopening = z.infer<typeof reopeningSchema>

export const REOPENING_REASON_LIMIT = 1000
/** The least that can be called a reason, in characters. */
const LEAST_REASON = 20

export interface ReopeningSituation extends DisputeSituation {
  /** Every reopening of the review that was asked for, the oldest first. */
  reopenings: readonly Reopening[]
}

export interface ReopeningDecision extends ReviewDecision, Pick<NewRound, 'ratingDraft'> {
  reopening: { before: Reopening | undefined; after: Reopening }
  start?: ReviewStart
}

/** What is done again first; the words are part of the trail's format. */
const TO: Readonly<Record<TakesUpAt, string>> = { rating: 'rating', record: 'signatures' }

/** The one that waits for a second person; undefined when none does. */
export const pendingReopening = (reopenings: readonly Reopening[]) =>
  reopenings.find((reopening) => reopening.status === 'requested')

/** The first of two. */
export function requestReopening(
  situation: ReopeningSituation,
  act: OfficerAct & { to: TakesUpAt; reason: string },
): ReopeningDecision | Refusal {
  const { review, reopenings } = situation
  const obstacle = whyNotReopen(situation)
  if (obstacle !== undefined) return obstacle
  const pending = pendingReopening(reopenings)
  if (pending !== undefined) {
    return refuse(
      'asked-already',
      `${pending.requestedBy.name} has asked for this review to be reopened. Somebody else of HR confirms or withdraws it.`,
    )
  }
  const reason = act.reason.trim()
  if (reason.length < LEAST_REASON) {
    return refuse(
      'reason-needed',
      'Say why in a sentence or more. Everybody who has to sign again reads it, and it stays in the trail.',
      'reason',
    )
  }
  const after: Reopening = {
    status: 'requested',
    cycleId: review.cycleId,
    reviewId: review.reviewId,
    number: reopenings.length + 1,
    version: 1,
    to: act.to,
    reason,
    requestedBy: officerOf(act),
    requestedAt: act.at,
  }
  const about = review.revieweeId
  return unchanged(situation, { before: undefined, after }, 'review.reopening-requested', {
    meaning: `reopening to the ${TO[act.to]} requested`,
    act,
    about: [
      { field: 'reviewee', value: about, about },
      { field: 'reason', value: reason, about },
    ],
  })
}

/** Taken back, by whomever of HR: it only keeps things as they are. */
export function withdrawReopening(
  situation: ReopeningSituation,
  act: OfficerAct & { number: number },
): ReopeningDecision | Refusal {
  const before = pendingReopening(situation.reopenings)
  if (before === undefined || before.number !== act.number) return nothingPending()
  const after: Reopening = {
    ...before,
    status: 'withdrawn',
    version: before.version + 1,
    withdrawnAt: act.at,
  }
  const about = situation.review.revieweeId
  return unchanged(situation, { before, after }, 'review.reopening-withdrawn', {
    meaning: 'reopening withdrawn',
    act,
    about: [{ field: 'reviewee', value: about, about }],
  })
}

/**
 * The second of two, who must be another account. Signatures are void from now on: the record is set aside, readable as it was,
 * and another one is rated, released and signed.
 */
export function confirmReopening(
  situation: ReopeningSituation,
  act: OfficerAct & { number: number; stepId: () => StepId },
): ReopeningDecision | Refusal {
  const { cycle, review, steps, reopenings } = situation
  const before = pendingReopening(reopenings)
  if (before === undefined || before.number !== act.number) return nothingPending()
  if (before.requestedBy.subject === act.by.subject) {
    return refuse(
      'needs-second-person',
      'You have asked for this yourself. Reopening takes two people: somebody else of HR has to confirm.',
    )
  }
  const obstacle = whyNotReopen(situation)
  if (obstacle !== undefined) return obstacle
  const round = beginRound(cycle, review, steps, {
    at: act.at,
    takesUpAt: before.to,
    because: { kind: 'reopening', number: before.number },
    stepId: act.stepId,
  })
  const about = review.revieweeId
  const { requestedBy } = before
  return {
    ...round,
    before: review,
    event: plainEvent('review.reopened', `reopened to the ${TO[before.to]}`, {
      ...act,
      ...(review.recordDigest === null ? {} : { recordDigest: review.recordDigest }),
      recordVersion: recordVersionOf(review),
      about: [
        {
          field: 'requestedBy',
          value: requestedBy.subject,
          about: `account:${requestedBy.subject}` as typeof about,
        },
        { field: 'reviewee', value: about, about },
        ...(before.reason === undefined ? [] : [{ field: 'reason', value: before.reason, about }]),
      ],
    }),
    reopening: {
      before,
      after: {
        ...before,
        status: 'confirmed',
        version: before.version + 1,
        confirmedBy: officerOf(act),
        confirmedAt: act.at,
      },
    },
  }
}

/** Why a review cannot be reopened now; undefined when it can. */
export function whyNotReopen({ review, disputes }: ReopeningSituation): Refusal | undefined {
  if (review.erasedAt !== undefined) {
    return refuse('erased', 'This review was erased; there is nothing left to reopen.')
  }
  if (disputes.some(({ state }) => state === 'open')) {
    return refuse(
      'disputed',
      withFullStop('This review is disputed. Decide the dispute: its outcome says whether it is made anew'),
    )
  }
  if (!hasRecord(review)) {
    return review.earlier === undefined
      ? refuse('not-released', 'This review has not been released yet, so nothing has to be reopened.')
      : refuse('reopened-already', 'This review is being made anew already.')
  }
  return undefined
}

const nothingPending = (): Refusal =>
  refuse(
    'nothing-asked',
    'Nobody has asked for this review to be reopened, or it was confirmed or withdrawn meanwhile.',
  )

function unchanged(
  { review }: ReopeningSituation,
  reopening: ReopeningDecision['reopening'],
  type: TrailEvent['type'],
  { meaning, act, about }: { meaning: string; act: OfficerAct; about: TrailEvent['personal'] },
): ReopeningDecision {
  return {
    before: review,
    after: review,
    steps: [],
    event: plainEvent(type, meaning, { ...act, recordVersion: recordVersionOf(review), about }),
    counts: {},
    reopening,
  }
}
