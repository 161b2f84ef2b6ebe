import { cycleWaitTask } from './cycle-wait-task.ts'

export const waitForTheRatings = cycleWaitTask('ratings')
