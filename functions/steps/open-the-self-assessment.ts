import { stepTask } from './step-task.ts'

/** Asks the reviewee for the own view of the period. */
export const openTheSelfAssessment = stepTask('selfAssessment')
