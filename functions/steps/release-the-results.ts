import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { plainEvent } from '../domain/workflow-event.ts'
import { enqueueMail, type MailRequest } from '../mail/mail-queue.ts'
import { commitCycleChange, loadCycle } from '../store/cycles.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { listParticipants } from '../store/participants.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { inParallel } from './in-parallel.ts'
import { releaseMailOf } from './release-mail.ts'
import { releaseReview } from './release-review.ts'
import { step } from './step.ts'

/** Stop in time and say how many are left; the workflow comes back for them. */
const RESERVE_MS = 30_000

/**
 * Releases everything that is rated. The cycle's row says so first, in one write; then each review gets its record, and
 * each reviewee one mail.
 */
export const releaseTheResults = step(
  z.object({ cycleId: cycleIdSchema }),
  async (dependencies, { cycleId }) => {
    const { db, now, mailQueue, remainingMs } = dependencies
    const cycle = await markReleased(db, cycleId, now)
    const { reviews } = await listReviews(db, cycleId, EVERY_REVIEW)
    const rated = reviews.filter((review) => review.stage === 'rated')
    let left = rated.length
    try {
      await inParallel(rated, 16, async (review) => {
        if (remainingMs() < RESERVE_MS) return
        await releaseReview(db, cycle, review.reviewId, now())
        left -= 1
      })
    } finally {
      // A review that cannot be released keeps nobody else from hearing of theirs.
      await enqueueMail(await mailQueue(), await mailsToSend(db, cycleId))
    }
    return { left }
  },
)

/** Whoever's result is out and who has not been told: also those whom an earlier run released and then broke off. */
async function mailsToSend(db: Database, cycleId: ReviewCycle['cycleId']): Promise<MailRequest[]> {
  const [{ reviews }, participants] = await Promise.all([
    listReviews(db, cycleId, EVERY_REVIEW),
    listParticipants(db, cycleId, { consistent: true }),
  ])
  const byPerson = new Map(participants.map((participant) => [participant.personId, participant]))
  return reviews.flatMap((review) => releaseMailOf(review, byPerson.get(review.revieweeId)) ?? [])
}

async function markReleased(
  db: Database,
  cycleId: ReviewCycle['cycleId'],
  now: () => string,
): Promise<ReviewCycle> {
  return untilCommitted(async () => {
    const before = await loadCycle(db, cycleId)
    if (before.releasedAt !== undefined) return before
    const at = now()
    const after: ReviewCycle = { ...before, status: 'released', releasedAt: at }
    return (await commitCycleChange(db, before, after, plainEvent('cycle.released', 'released', { at })))
      ? after
      : undefined
  })
}
