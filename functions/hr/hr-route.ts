import type { OfficerAct } from '../domain/officer.ts'
import type { Launches } from '../launches/launches.ts'
import type { MailQueue } from '../mail/mail-queue.ts'
import type { Database } from '../store/database.ts'
import { routesWith } from '../web/route.ts'
import type { HrSession } from '../web/sessions.ts'

export interface HrDependencies {
  db: Database
  /** Made when first asked for: most pages send no mail and start nothing. */
  mailQueue(): Promise<MailQueue>
  launches(): Promise<Launches>
  /** Tells the operator of something that broke and that the page could still answer for. */
  reportTrouble(what: string, error: unknown): void
}

/** Declares a route of this room. */
export const hrRoute = routesWith<HrDependencies>()

/** Who acts where a second person is needed: pages that wait for them name the first. */
export function officerActOf(session: HrSession, now: Date): OfficerAct {
  const { at, by } = actOf(session, now)
  return { at, by: { ...by, name: session.name } }
}

/** Who acts, for the trail. */
export function actOf(session: HrSession, now: Date) {
  return {
    at: now.toISOString(),
    by: { subject: session.subject, authenticatedAt: session.authenticatedAt },
  }
}
