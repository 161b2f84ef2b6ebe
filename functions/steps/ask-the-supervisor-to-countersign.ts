import { stepTask } from './step-task.ts'

/** Asks the supervisor to sign the same record. */
export const askTheSupervisorToCountersign = stepTask('supervisorSignature')
