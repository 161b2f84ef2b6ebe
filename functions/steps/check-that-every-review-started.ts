import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { listReviews, whichStepsExist } from '../store/reviews.ts'
import { step } from './step.ts'

/** Thrown, so that the workflow looks again, while executions of the launch have not reached their first step. */
export class ReviewsNotStarted extends Error {
  override name = 'ReviewsNotStarted'
}

export const checkThatEveryReviewStarted = step(
  z.object({ cycleId: cycleIdSchema }),
  async ({ db }, { cycleId }) => {
    const { reviews } = await listReviews(db, cycleId, { limit: Number.MAX_SAFE_INTEGER })
    const first = reviews.flatMap(({ reviewId, steps }) =>
      steps.filter((line) => line.kind === 'selfAssessment').map(({ stepId }) => ({ reviewId, stepId })),
    )
    const there = await whichStepsExist(db, first)
    const missing = first.filter(({ stepId }) => !there.has(stepId)).map(({ reviewId }) => reviewId)
    if (missing.length > 0) {
      throw new ReviewsNotStarted(
        `${missing.length} of ${reviews.length} reviews have not started: ${missing.slice(0, 20).join(', ')}`,
      )
    }
    return { started: reviews.length }
  },
)
