import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { CLOSED_STAGES, type Review } from '../domain/review.ts'
import { closeUnfinished, seal } from '../domain/review-course.ts'
import { SETTLED, type StepKind } from '../domain/step.ts'
import { loadCycle } from '../store/cycles.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitReviewChange, findStep, loadReview } from '../store/reviews.ts'
import { settleCycleWaits } from '../store/settle-cycle-waits.ts'
import { step } from './step.ts'

const inputSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema })

/**
 * The end of the review: sealed when the supervisor has countersigned, else closed as unfinished. While it is disputed, and
 * where another of its workflows still waits for somebody, nothing ends: the workflow that comes later finds it here again.
 */
export const sealTheReview = step(inputSchema, async ({ db, now }, { cycleId, reviewId }) => {
  const ended = await untilCommitted(async () => {
    const review = await loadReview(db, cycleId, reviewId)
    if (CLOSED_STAGES.includes(review.stage)) return { stage: review.stage }
    if (review.openDispute !== undefined || isStillWaiting(review)) return { stage: review.stage }
    const countersigned = review.steps.some(
      (line) => line.kind === 'supervisorSignature' && line.state === 'submitted',
    )
    const decision = countersigned
      ? seal(review, { at: now() })
      : closeUnfinished(review, await openSteps(db, cycleId, review), { at: now() })
    return (await commitReviewChange(db, decision)) && { stage: decision.after.stage }
  })
  // Should this be lost, the sweep looks at the cycle's waits every minute.
  await settleCycleWaits(db, cycleId, now())
  return ended
})

/**
 * A review that was disputed or reopened has several workflows, and each may come here: one whose steps were replaced, or one
 * that a decision has sent, while the others' signatures are still to come.
 */
function isStillWaiting({ ownTime, steps }: Review): boolean {
  const isSettled = (kind: StepKind) =>
    steps.every((line) => line.kind !== kind || SETTLED.includes(line.state))
  if (ownTime !== true) return false
  const rating = steps.find(({ kind }) => kind === 'supervisorRating')
  if (rating?.state === 'expired' || rating?.state === 'bypassed') return false
  return !isSettled('supervisorRating') || !isSettled('release') || !isSettled('supervisorSignature')
}

async function openSteps(
  db: Database,
  cycleId: z.infer<typeof cycleIdSchema>,
  review: Awaited<ReturnType<typeof loadReview>>,
) {
  const cycle = await loadCycle(db, cycleId)
  const steps = await Promise.all(review.steps.map((line) => findStep(db, cycle, review, line.stepId)))
  return steps.filter((found) => found !== undefined)
}
