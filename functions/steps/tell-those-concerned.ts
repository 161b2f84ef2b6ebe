import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { reviewNewsSchema } from '../domain/review-news.ts'
import { enqueueMail } from '../mail/mail-queue.ts'
import { loadReview } from '../store/reviews.ts'
import { step } from './step.ts'

const inputSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema, news: reviewNewsSchema })

/** Writes to the reviewee and to the supervisor what has become of a review that was disputed or reopened. */
export const tellThoseConcerned = step(
  inputSchema,
  async ({ db, mailQueue }, { cycleId, reviewId, news }) => {
    const review = await loadReview(db, cycleId, reviewId)
    const both = [review.revieweeId, review.ratingSupervisorId]
    const people = news === 'to-countersign' ? [review.ratingSupervisorId] : both
    await enqueueMail(
      await mailQueue(),
      people.map((personId) => ({ kind: 'news' as const, cycleId, personId, reviewId, news })),
    )
    return { told: people.length }
  },
)
