import { openInTime } from './open-in-time.ts'
import { stepTask } from './step-task.ts'

/** Asks the reviewee to sign the released record, to sign with disagreement, or to refuse. */
export const askTheRevieweeToSign = stepTask('revieweeSignature', openInTime)
