import type { MailQueue } from '../mail/mail-queue.ts'
import type { Database } from '../store/database.ts'
import { routesWith } from '../web/route.ts'

/** What the routes of this room are given. */
export interface ParticipantDependencies {
  db: Database
  /** Only who asks for a code needs the queue. */
  mailQueue(): Promise<MailQueue>
}

/** Declares a route of this room. */
export const participantRoute = routesWith<ParticipantDependencies>()
