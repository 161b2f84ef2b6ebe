import type { AuditorDependencies } from '../../../functions/auditor/auditor-route.ts'
import { auditorRoom } from '../../../functions/auditor/room.ts'
import { auditorRoutes } from '../../../functions/auditor/routes.ts'
import type { Database } from '../../../functions/store/database.ts'
import { createHttpHandler, type HttpHandler } from '../../../functions/web/http-handler.tsx'
import type { RequestLogEntry } from '../../../functions/web/request-log.ts'
import { ConsoleUser, consoleSession } from '../web/console-user.ts'
import { SessionShelf } from '../web/session-shelf.ts'

/** The auditor console on real tables, with Ada signed in. */
export interface AuditDesk {
  ada: ConsoleUser
  handle: HttpHandler
  sessions: SessionShelf
  log: RequestLogEntry[]
}

export function openAuditDesk(db: Database, now: Date): AuditDesk {
  const sessions = new SessionShelf()
  const log: RequestLogEntry[] = []
  const { session, sessionId } = consoleSession('auditor', now)
  sessions.rows.set(session.hash, session)
  const handle = createHttpHandler<AuditorDependencies>({
    room: auditorRoom,
    routes: auditorRoutes,
    dependencies: { db },
    sessions,
    publicUrl: new URL('https://reviews.example.com'),
    now: () => now,
    log: (entry) => log.push(entry),
  })
  return { ada: new ConsoleUser(handle, session, sessionId), handle, sessions, log }
}
