import { assetRoutes } from '../web/asset-routes.ts'
import type { Route } from '../web/route.ts'
import { answerStep } from './answer-step.ts'
import { downloadReceipt } from './download-receipt.ts'
import { leave } from './leave.ts'
import { listReceipts } from './list-receipts.tsx'
import { mailCode } from './mail-code.ts'
import { openLink } from './open-link.ts'
import type { ParticipantDependencies } from './participant-route.ts'
import { participantRoom } from './room.ts'
import { showReceipt } from './show-receipt.tsx'
import { showRecordsToSign } from './show-records-to-sign.ts'
import { showStep } from './show-step.ts'
import { showWaiting } from './show-waiting.tsx'
import { signRecords } from './sign-records.ts'

/** What people with an e-mailed link can do, in the order in which they come to it. */
export const participantRoutes: Route<ParticipantDependencies>[] = [
  openLink,
  showWaiting,
  showStep,
  answerStep,
  showRecordsToSign,
  mailCode,
  signRecords,
  showReceipt,
  downloadReceipt,
  listReceipts,
  leave,
  ...assetRoutes<ParticipantDependencies>(participantRoom.prefix, participantRoom.script),
]
