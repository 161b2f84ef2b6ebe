import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { loadCycle } from '../store/cycles.ts'
import { releaseReview } from './release-review.ts'
import { step } from './step.ts'

/** Makes the record visible that takes the place of another; from now on it is what both sign. */
export const releaseTheNewRecord = step(
  z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema }),
  async ({ db, now }, { cycleId, reviewId }) => {
    const cycle = await loadCycle(db, cycleId)
    return { released: await releaseReview(db, cycle, reviewId, now()) }
  },
)
