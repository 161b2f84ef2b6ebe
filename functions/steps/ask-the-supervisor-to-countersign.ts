import { openInTime } from './open-in-time.ts'
import { stepTask } from './step-task.ts'

/** Asks the supervisor to sign the same record. */
export const askTheSupervisorToCountersign = stepTask('supervisorSignature', openInTime)
