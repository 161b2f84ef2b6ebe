import { enqueueMail } from '../mail/mail-queue.ts'
import { loadCycle } from '../store/cycles.ts'
import { findParticipant } from '../store/participants.ts'
import { loadReview } from '../store/reviews.ts'
import { releaseMailOf } from './release-mail.ts'
import { releaseReview } from './release-review.ts'
import { step } from './step.ts'
import { stepTask, stepTaskSchema } from './step-task.ts'

const open = stepTask('release')

/** Waits for the cycle's release. A review that was rated after it is released on the spot, with its mail. */
export const waitForTheRelease = step(stepTaskSchema, async (dependencies, input) => {
  const { db, now, mailQueue } = dependencies
  const opened = await open.run(dependencies, input)
  const cycle = await loadCycle(db, input.cycleId)
  if (cycle.releasedAt !== undefined && (await releaseReview(db, cycle, input.reviewId, now()))) {
    const review = await loadReview(db, input.cycleId, input.reviewId)
    const mail = releaseMailOf(review, await findParticipant(db, input.cycleId, review.revieweeId))
    if (mail !== undefined) await enqueueMail(await mailQueue(), [mail])
  }
  return opened
})
