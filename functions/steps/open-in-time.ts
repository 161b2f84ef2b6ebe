import { openLate } from '../domain/review-course.ts'
import { deadlineOnOpening } from '../domain/step-deadline.ts'
import { commitReviewChange } from '../store/reviews.ts'
import { type OpenRow, openAsPlanned } from './step-task.ts'

/**
 * Opens a step that follows others. When they took so long that the planned day leaves no time, the row gets a later one,
 * the review's line shows it, and the trail tells of it.
 */
export const openInTime: OpenRow = async (db, situation, act) => {
  const { cycle, review, step } = situation
  const time = deadlineOnOpening(cycle, step, act.at, review.ownTime)
  if (step.state !== 'notOpen' || time.dueAt === step.dueAt) return openAsPlanned(db, situation, act)
  return (await commitReviewChange(db, openLate(situation, { ...act, ...time }))) !== undefined
}
