import { cycleWaitTask } from './cycle-wait-task.ts'

export const waitForTheSignatures = cycleWaitTask('signatures')
