import type { AuditorDependencies } from '../../../functions/auditor/auditor-route.ts'
import { readRecordFonts } from '../../../functions/auditor/record-fonts.ts'
import { recordPdf } from '../../../functions/auditor/record-pdf.ts'
import { auditorRoom } from '../../../functions/auditor/room.ts'
import { auditorRoutes } from '../../../functions/auditor/routes.ts'
import type { Database } from '../../../functions/store/database.ts'
import type { LogStore } from '../../../functions/store/entry-proofs.ts'
import { createHttpHandler, type HttpHandler } from '../../../functions/web/http-handler.tsx'
import type { RequestLogEntry } from '../../../functions/web/request-log.ts'
import { ConsoleUser, consoleSession } from '../web/console-user.ts'
import { SessionShelf } from '../web/session-shelf.ts'

/** Where npm puts the fonts that the bundle carries along. */
const FONTS = 'node_modules/dejavu-fonts-ttf/ttf'

/** The auditor console on real tables, with Ada signed in. */
export interface AuditDesk {
  ada: ConsoleUser
  handle: HttpHandler
  sessions: SessionShelf
  log: RequestLogEntry[]
}

export function openAuditDesk(db: Database, log: LogStore, now: Date): AuditDesk {
  const sessions = new SessionShelf()
  const lines: RequestLogEntry[] = []
  const { session, sessionId } = consoleSession('auditor', now)
  sessions.rows.set(session.hash, session)
  const handle = createHttpHandler<AuditorDependencies>({
    room: auditorRoom,
    routes: auditorRoutes,
    dependencies: {
      db,
      log,
      verifier: async () => new TextEncoder().encode('console.log("verified")\n'),
      verifyScript: async () => new TextEncoder().encode('// script\n'),
      drawRecord: async (sheet) => recordPdf(sheet, await readRecordFonts(FONTS)),
    },
    sessions,
    publicUrl: new URL('https://reviews.example.com'),
    now: () => now,
    log: (entry) => lines.push(entry),
  })
  return { ada: new ConsoleUser(handle, session, sessionId), handle, sessions, log: lines }
}
