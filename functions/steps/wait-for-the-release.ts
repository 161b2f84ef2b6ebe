import { loadCycle } from '../store/cycles.ts'
import { releaseReview } from './release-review.ts'
import { step } from './step.ts'
import { stepTask, stepTaskSchema } from './step-task.ts'

const open = stepTask('release')

/** Waits for the cycle's release. A review that was rated after it is released on the spot. */
export const waitForTheRelease = step(stepTaskSchema, async (dependencies, input) => {
  const opened = await open.run(dependencies, input)
  const cycle = await loadCycle(dependencies.db, input.cycleId)
  if (cycle.releasedAt !== undefined) {
    await releaseReview(dependencies.db, cycle, input.reviewId, dependencies.now())
  }
  return opened
})
