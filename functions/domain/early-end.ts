import type { HrAct } from './cycle-course.ts'
import type { ReviewDecision } from './decision.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { CLOSED_STAGES, type Review } from './review.ts'
import { countsOfEnding } from './review-course.ts'
import { type ReviewStep, SETTLED, type StepChange, settleWithoutAnswer } from './step.ts'
import { plainEvent } from './workflow-event.ts'

export type EarlyEnd = NonNullable<Review['endedAs']>

/** How a review that ended before its time is labelled. */
export const endInWords: Record<EarlyEnd, string> = {
  exempt: 'Exempt',
  withdrawn: 'Left',
  notRated: 'Not rated',
}

/**
 * A review ends before its time: its open steps are bypassed, what was written stays, and it says why. One whose record is
 * out ends only because somebody leaves; its rating stands.
 */
export function endEarly(
  review: Review,
  steps: readonly ReviewStep[],
  act: HrAct & { as: EarlyEnd; reason: string },
): ReviewDecision | Refusal {
  const name = review.revieweeName
  if (CLOSED_STAGES.includes(review.stage)) return refuse('ended', `The review of ${name} has ended already.`)
  if (act.as !== 'withdrawn' && review.releasedAt !== undefined) {
    return refuse(
      'released',
      `${name} has read the result already, so it can no longer be taken out. Reopen the review instead.`,
    )
  }
  const changes = steps
    .filter((step) => !SETTLED.includes(step.state))
    .map((step) => settleWithoutAnswer(step, { at: act.at, as: 'bypassed' }))
    .filter((change): change is StepChange => !isRefusal(change))
  const about = review.revieweeId
  return {
    before: review,
    after: {
      ...review,
      stage: 'closedUnfinished',
      endedAs: act.as,
      endReason: act.reason,
      ...(act.as === 'notRated' ? { notRated: act.reason } : {}),
    },
    steps: changes,
    event: plainEvent('review.ended-early', `ended early: ${act.as}`, {
      at: act.at,
      by: act.by,
      about: [
        { field: 'reviewee', value: about, about },
        { field: 'reason', value: act.reason, about },
      ],
    }),
    counts: {
      ...countsOfEnding(review, changes),
      'review.closedUnfinished': 1,
      'review.endedEarly': 1,
    },
  }
}
