import { cycleWaitTask } from './cycle-wait-task.ts'

export const waitForTheReleaseDate = cycleWaitTask('releaseDate')
