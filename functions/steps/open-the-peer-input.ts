import { stepTask } from './step-task.ts'

/** Asks one peer. */
export const openThePeerInput = stepTask('peerInput')
