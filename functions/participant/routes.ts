import { assetRoutes } from '../web/asset-routes.ts'
import type { Route } from '../web/route.ts'
import { answerStep } from './answer-step.ts'
import { checkStep } from './check-step.ts'
import { askWhyDecline, declinePeer } from './decline-peer.tsx'
import { downloadReceipt } from './download-receipt.ts'
import { leave } from './leave.ts'
import { listReceipts } from './list-receipts.tsx'
import { mailCode } from './mail-code.ts'
import { openLink } from './open-link.ts'
import type { ParticipantDependencies } from './participant-route.ts'
import { raiseDispute } from './raise-dispute.ts'
import { participantRoom } from './room.ts'
import { sendStep } from './send-step.ts'
import { showDispute } from './show-dispute.ts'
import { showReceipt } from './show-receipt.tsx'
import { showRecordsToSign } from './show-records-to-sign.ts'
import { showRefusal } from './show-refusal.tsx'
import { showStep } from './show-step.ts'
import { showTeam } from './show-team.tsx'
import { showWaiting } from './show-waiting.tsx'
import { signRecords } from './sign-records.ts'
import { askAboutAbsence, tellAbsence } from './tell-absence.tsx'
import { askAboutAddress, tellAddress } from './tell-address.tsx'
import { askWhetherNotMe, tellNotMe, thankForNotMe } from './tell-not-me.tsx'
import { witnessRefusal } from './witness-refusal.ts'

/** What people with an e-mailed link can do, in the order in which they come to it. */
export const participantRoutes: Route<ParticipantDependencies>[] = [
  openLink, // GET  /my/{secret}
  showWaiting, // GET  /my

  showStep, // GET  /my/steps/{reviewId}/{stepId}
  answerStep, // POST /my/steps/{reviewId}/{stepId}
  checkStep, // GET  /my/steps/{reviewId}/{stepId}/check
  sendStep, // POST /my/steps/{reviewId}/{stepId}/send
  askWhyDecline, // GET  /my/steps/{reviewId}/{stepId}/decline
  declinePeer, // POST /my/steps/{reviewId}/{stepId}/decline
  showTeam, // GET  /my/team

  showRecordsToSign, // GET  /my/sign
  mailCode, // POST /my/sign/code
  signRecords, // POST /my/sign
  showReceipt, // GET  /my/receipts/{reviewId}/{stepId}
  downloadReceipt, // GET  /my/receipts/{reviewId}/{stepId}/receipt.zip
  listReceipts, // GET  /my/receipts

  showDispute, // GET  /my/disputes/{reviewId}
  raiseDispute, // POST /my/disputes/{reviewId}
  showRefusal, // GET  /my/refusals/{reviewId}
  witnessRefusal, // POST /my/refusals/{reviewId}

  askAboutAbsence, // GET  /my/away
  tellAbsence, // POST /my/away
  askAboutAddress, // GET  /my/address
  tellAddress, // POST /my/address
  askWhetherNotMe, // GET  /my/not-me/{secret}
  tellNotMe, // POST /my/not-me/{secret}
  thankForNotMe, // GET  /my/not-me
  leave, // POST /my/leave

  ...assetRoutes<ParticipantDependencies>(participantRoom.prefix, participantRoom.script),
]
