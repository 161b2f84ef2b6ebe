import type { Counts } from './counts.ts'
import type { ReviewDecision, StepSituation } from './decision.ts'
import { afterTheEnd } from './extension.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import { type Review, ratingForRecord, recordVersionOf } from './review.ts'
import {
  extendStep,
  openStep,
  type ReviewStep,
  SETTLED,
  type StepChange,
  settleWithoutAnswer,
} from './step.ts'
import { hadTime } from './step-deadline.ts'
import { plainEvent } from './workflow-event.ts'

/** What happens to a review without anybody answering: it opens, misses steps, is released, sealed or closed. */

/**
 * A step's time is over. The stage tells when that leaves the review without a rating or an acknowledgement. Somebody who
 * had no time to sign, or whom no mail could reach, is never called silent.
 */
export function missStep(
  { review, step }: StepSituation,
  act: { at: string; as: 'bypassed' | 'expired'; unreachable?: boolean },
): ReviewDecision | Refusal {
  const change = settleWithoutAnswer(step, act)
  if (isRefusal(change)) return change
  const stage =
    step.kind === 'supervisorRating'
      ? 'unrated'
      : step.kind === 'revieweeSignature' &&
          review.stage === 'released' &&
          hadTime(step) &&
          act.unreachable !== true
        ? 'unacknowledged'
        : review.stage
  return {
    before: review,
    after: {
      ...review,
      stage,
      acknowledgement: stage === 'unacknowledged' ? 'silent' : review.acknowledgement,
    },
    steps: [change],
    event: plainEvent(act.as === 'bypassed' ? 'step.bypassed' : 'step.expired', `${step.kind} ${act.as}`, {
      at: act.at,
    }),
    counts: {
      [`${step.kind}.${act.as}`]: 1,
      ...(stage === review.stage ? {} : { [`review.${stage}`]: 1 }),
    },
  }
}

/** A step that opens later than planned, with the deadline that this leaves its assignee; the trail tells of the new date. */
export function openLate(
  { review, step }: StepSituation,
  act: { at: string; taskToken: string; dueAt: string; graceUntil: string },
): ReviewDecision {
  return {
    before: review,
    after: review,
    steps: [openStep(step, act, act)],
    event: plainEvent('step.extended', `${step.kind} opened later than planned`, {
      at: act.at,
      about: [{ field: 'dueAt', value: act.dueAt, about: review.revieweeId }],
    }),
    counts: {},
  }
}

/** HR gives one step more time. */
export function extend(
  { cycle, review, step }: StepSituation,
  act: {
    at: string
    by: { subject: string; authenticatedAt: string }
    dueAt: string
    graceUntil: string
    reason: string
  },
): ReviewDecision | Refusal {
  // A review that was disputed or reopened does not end with its cycle.
  if (review.ownTime !== true && act.dueAt > cycle.deadlines.supervisorSignature.graceUntil)
    return afterTheEnd(cycle)
  const change = extendStep(step, act)
  if (isRefusal(change)) return change
  return {
    before: review,
    after: review,
    steps: [change],
    event: plainEvent('step.extended', `${step.kind} extended`, {
      at: act.at,
      by: act.by,
      about: [
        { field: 'step', value: step.stepId, about: review.revieweeId },
        { field: 'dueAt', value: act.dueAt, about: review.revieweeId },
        { field: 'reason', value: act.reason, about: review.revieweeId },
      ],
    }),
    counts: {},
  }
}

/**
 * The record becomes visible to the reviewee, and from now on it is what gets signed.
 * @param act.recordDigest SHA-256 of the canonical record, hex.
 */
export function releaseRecord(
  review: Review,
  releaseStep: ReviewStep,
  act: { at: string; recordDigest: string },
): ReviewDecision | Refusal {
  const change = settleRelease(releaseStep, act.at)
  if (isRefusal(change)) return change
  return {
    before: review,
    after: {
      ...review,
      stage: 'released',
      ratingOfRecord: ratingForRecord(review),
      recordDigest: act.recordDigest,
      releasedAt: act.at,
    },
    steps: [change],
    event: plainEvent('record.released', 'released', {
      at: act.at,
      recordDigest: act.recordDigest,
      recordVersion: recordVersionOf(review),
      about: [
        { field: 'reviewee', value: review.revieweeId, about: review.revieweeId },
        {
          field: 'ratingOfRecord',
          value: String(ratingForRecord(review) ?? 'notRated'),
          about: review.revieweeId,
        },
      ],
    }),
    counts: { 'release.submitted': 1, 'review.released': 1 },
  }
}

function settleRelease(step: ReviewStep, at: string) {
  const opened: ReviewStep = step.state === 'notOpen' ? { ...step, state: 'open' } : step
  const change = settleWithoutAnswer(opened, { at, as: 'expired' })
  if (isRefusal(change)) return change
  return { ...change, before: step, after: { ...change.after, state: 'submitted' as const } }
}

/** Both have signed, or the record says why not: nothing is edited any more. */
export function seal(review: Review, act: { at: string }): ReviewDecision {
  return {
    before: review,
    after: { ...review, stage: 'sealed', sealedAt: act.at },
    steps: [],
    event: plainEvent('review.sealed', 'sealed', {
      at: act.at,
      recordVersion: recordVersionOf(review),
      ...(review.recordDigest === null ? {} : { recordDigest: review.recordDigest }),
    }),
    counts: { 'review.sealed': 1 },
  }
}

/** The cycle closes, or the workflow ends, without both signatures. What is still open expires. */
export function closeUnfinished(
  review: Review,
  openSteps: readonly ReviewStep[],
  act: { at: string },
): ReviewDecision {
  const changes = openSteps
    .filter((step) => !SETTLED.includes(step.state))
    .map((step) => settleWithoutAnswer(step, { at: act.at, as: 'expired' }))
    .filter((change): change is StepChange => !isRefusal(change))
  return {
    before: review,
    after: { ...review, stage: 'closedUnfinished' },
    steps: changes,
    event: plainEvent('review.closed-unfinished', `closed while ${review.stage}`, { at: act.at }),
    counts: { ...countsOfEnding(review, changes), 'review.closedUnfinished': 1 },
  }
}

/** What ending a review adds besides: its open steps as they are settled, and that no rating comes any more. */
export function countsOfEnding({ stage }: Review, changes: readonly StepChange[]): Counts {
  const counts: Counts = {}
  for (const { after } of changes) {
    if (after.state !== 'bypassed' && after.state !== 'expired') continue
    const name = `${after.kind}.${after.state}` as const
    counts[name] = (counts[name] ?? 0) + 1
  }
  return stage === 'gathering' ? { ...counts, 'review.unrated': 1 } : counts
}
