import type { ReviewCycle } from '../domain/cycle.ts'
import type { PersonId } from '../domain/ids.ts'
import { participantSchema } from '../domain/participant.ts'
import type { Review } from '../domain/review.ts'
import { type Database, getRows } from './database.ts'
import { participantKey } from './keys.ts'
import { findReview } from './reviews.ts'

/**
 * Every review in which a person is reviewed, in the order of the cycles. Somebody who is reviewed is asked for their
 * self-assessment, so their own row in a cycle leads to it.
 */
export async function listReviewsAbout(
  db: Database,
  cycles: readonly ReviewCycle[],
  personId: PersonId,
): Promise<Review[]> {
  const rows = await getRows(
    db,
    cycles.map(({ cycleId }) => participantKey(cycleId, personId)),
  )
  const parts = new Map(rows.map((row) => participantSchema.parse(row)).map((part) => [part.cycleId, part]))
  const found = await Promise.all(
    cycles.flatMap(({ cycleId }) => {
      const asked = new Set(parts.get(cycleId)?.asked.map(({ reviewId }) => reviewId))
      return [...asked].map((reviewId) => findReview(db, cycleId, reviewId))
    }),
  )
  return found.filter((review) => review?.revieweeId === personId).filter((review) => review !== undefined)
}
