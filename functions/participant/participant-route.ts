import type { MailQueue } from '../mail/mail-queue.ts'
import type { Database } from '../store/database.ts'
import type { LogStore } from '../store/entry-proofs.ts'
import { routesWith } from '../web/route.ts'

/** What the routes of this room are given. */
export interface ParticipantDependencies {
  db: Database
  /** Only who asks for a code needs the queue. */
  mailQueue(): Promise<MailQueue>
  /** The published log. Only who downloads a receipt needs it. */
  publishedLog(): Promise<LogStore>
  /** The one-file verifier that goes into each receipt. */
  verifier(): Promise<Uint8Array>
  /** Whom people ask when something is wrong; completes “Ask …”. */
  helpContact: string
  /** The time at the very moment, where the request's own may have passed while it waited for others. */
  clock(): Date
}

/** Declares a route of this room. */
export const participantRoute = routesWith<ParticipantDependencies>()
