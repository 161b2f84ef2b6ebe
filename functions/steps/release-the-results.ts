import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { RELEASE } from '../domain/participant.ts'
import { plainEvent } from '../domain/workflow-event.ts'
import { enqueueMail, type MailRequest } from '../mail/mail-queue.ts'
import { commitCycleChange, loadCycle } from '../store/cycles.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { listReviews } from '../store/reviews.ts'
import { inParallel } from './in-parallel.ts'
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
    const { reviews } = await listReviews(db, cycleId, { limit: Number.MAX_SAFE_INTEGER })
    const rated = reviews.filter((review) => review.stage === 'rated')
    let left = rated.length
    const mails: MailRequest[] = []
    await inParallel(rated, 16, async (review) => {
      if (remainingMs() < RESERVE_MS) return
      const released = await releaseReview(db, cycle, review.reviewId, now())
      left -= 1
      if (released) mails.push({ kind: 'waiting', cycleId, personId: review.revieweeId, occasion: RELEASE })
    })
    await enqueueMail(await mailQueue(), mails)
    return { left }
  },
)

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
