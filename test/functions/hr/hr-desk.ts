import type { HrDependencies } from '../../../functions/hr/hr-route.ts'
import { hrRoom } from '../../../functions/hr/room.ts'
import { hrRoutes } from '../../../functions/hr/routes.ts'
import type { Database } from '../../../functions/store/database.ts'
import { createHttpHandler, type HttpHandler } from '../../../functions/web/http-handler.tsx'
import type { RequestLogEntry } from '../../../functions/web/request-log.ts'
import { ConsoleUser, consoleSession } from '../web/console-user.ts'
import { SessionShelf } from '../web/session-shelf.ts'

/** The HR console on real tables, with Hana signed in. */
export interface HrDesk {
  hana: ConsoleUser
  handle: HttpHandler
  sessions: SessionShelf
  /** The time that the console sees; tests move it. */
  clock: { now: Date }
  log: RequestLogEntry[]
  /** What was reported to the operator. */
  troubles: string[]
}

export function openHrDesk(
  db: Database,
  now: Date,
  parts: Partial<Pick<HrDependencies, 'mailQueue' | 'launches'>> = {},
): HrDesk {
  const clock = { now }
  const sessions = new SessionShelf()
  const log: RequestLogEntry[] = []
  const troubles: string[] = []
  const { session, sessionId } = consoleSession('hr', now)
  sessions.rows.set(session.hash, session)
  const handle = createHttpHandler<HrDependencies>({
    room: hrRoom,
    routes: hrRoutes,
    dependencies: {
      db,
      mailQueue: () => Promise.reject(new Error('This test mails nothing')),
      launches: () => Promise.reject(new Error('This test launches nothing')),
      reportTrouble: (what) => troubles.push(what),
      ...parts,
    },
    sessions,
    publicUrl: new URL('https://reviews.example.com'),
    now: () => clock.now,
    log: (entry) => log.push(entry),
  })
  return { hana: new ConsoleUser(handle, session, sessionId), handle, sessions, clock, log, troubles }
}
