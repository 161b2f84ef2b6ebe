import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { exceptionsOf } from '../domain/cycle-exceptions.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { CLOSED_STAGES, runsOn } from '../domain/review.ts'
import { closeUnfinished, seal } from '../domain/review-course.ts'
import { plainEvent } from '../domain/workflow-event.ts'
import { commitCycleChange, loadCycle } from '../store/cycles.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitReviewChange, EVERY_REVIEW, findStep, listReviews, loadReview } from '../store/reviews.ts'
import { inParallel } from './in-parallel.ts'
import { step } from './step.ts'

/** Ends what has not ended, lists it, and closes. What is disputed or was reopened is listed too, and goes on. */
export const closeTheCycle = step(z.object({ cycleId: cycleIdSchema }), async ({ db, now }, { cycleId }) => {
  const cycle = await loadCycle(db, cycleId)
  const { reviews } = await listReviews(db, cycleId, EVERY_REVIEW)
  const unfinished = reviews.filter((review) => !CLOSED_STAGES.includes(review.stage) && !runsOn(review))
  await inParallel(unfinished, 16, (review) => endUnfinished(db, cycle, review.reviewId, now))
  const ended = await listReviews(db, cycleId, EVERY_REVIEW)
  const exceptions = exceptionsOf(ended.reviews)
  const closed = await untilCommitted(async () => {
    const before = await loadCycle(db, cycleId)
    if (before.status === 'closed') return before
    const at = now()
    const after: ReviewCycle = { ...before, status: 'closed', closedAt: at, exceptions }
    const event = plainEvent('cycle.closed', `closed with ${exceptions.length} exceptions`, { at })
    return (await commitCycleChange(db, before, after, event)) ? after : undefined
  })
  return { exceptions: closed.exceptions?.length ?? 0 }
})

async function endUnfinished(
  db: Database,
  cycle: ReviewCycle,
  reviewId: Parameters<typeof loadReview>[2],
  now: () => string,
): Promise<void> {
  await untilCommitted(async () => {
    const review = await loadReview(db, cycle.cycleId, reviewId)
    if (CLOSED_STAGES.includes(review.stage) || runsOn(review)) return true
    // The supervisor's signature may have come in this very moment; the review's own workflow then finds the seal done.
    const isCountersigned = review.steps.some(
      (line) => line.kind === 'supervisorSignature' && line.state === 'submitted',
    )
    if (isCountersigned) return (await commitReviewChange(db, seal(review, { at: now() }))) && true
    const steps = await Promise.all(review.steps.map((line) => findStep(db, cycle, review, line.stepId)))
    const open = steps.filter((found) => found !== undefined)
    return (await commitReviewChange(db, closeUnfinished(review, open, { at: now() }))) ? true : undefined
  })
}
