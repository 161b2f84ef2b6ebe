import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { markNotStarted } from '../store/not-started.ts'
import { EVERY_REVIEW, listReviews, whichStepsExist } from '../store/reviews.ts'
import { step } from './step.ts'

/** Thrown, so that the workflow looks again, while executions of the launch have not reached their first step. */
export class ReviewsNotStarted extends Error {
  override name = 'ReviewsNotStarted'
}

/**
 * Looks whether every review has opened its first step. At the last look the missing ones are written down for HR, and the
 * cycle goes on for everybody else.
 */
export const checkThatEveryReviewStarted = step(
  z.object({ cycleId: cycleIdSchema, lastLook: z.boolean().default(false) }),
  async ({ db }, { cycleId, lastLook }) => {
    const { reviews } = await listReviews(db, cycleId, EVERY_REVIEW)
    const first = reviews.flatMap(({ reviewId, steps }) =>
      steps.filter((line) => line.kind === 'selfAssessment').map(({ stepId }) => ({ reviewId, stepId })),
    )
    const there = await whichStepsExist(db, first)
    const missing = first.filter(({ stepId }) => !there.has(stepId)).map(({ reviewId }) => reviewId)
    if (lastLook) {
      await markNotStarted(db, cycleId, missing)
      return { started: reviews.length - missing.length }
    }
    if (missing.length > 0) {
      throw new ReviewsNotStarted(
        `${missing.length} of ${reviews.length} reviews have not started: ${missing.slice(0, 20).join(', ')}`,
      )
    }
    return { started: reviews.length }
  },
)
