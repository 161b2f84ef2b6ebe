import { openInTime } from './open-in-time.ts'
import { stepTask } from './step-task.ts'

/** Asks the rating supervisor, once everything they read beside it is settled. */
export const openTheSupervisorRating = stepTask('supervisorRating', openInTime)
