import type { Database } from '../store/database.ts'
import type { LogStore } from '../store/entry-proofs.ts'
import { routesWith } from '../web/route.ts'
import type { RecordSheet } from './record-sheet.ts'

/** An auditor reads: there is no queue and no workflow here to reach. */
export interface AuditorDependencies {
  db: Database
  log: LogStore
  /** The one-file verifier that goes into each evidence pack. */
  verifier(): Promise<Uint8Array>
  /** The script of the page that verifies the log in the browser. */
  verifyScript(): Promise<Uint8Array>
  /** Draws a sign-off record as a PDF. Loaded when it is first asked for: other pages do not wait for it. */
  drawRecord(sheet: RecordSheet): Promise<Uint8Array>
}

/** Declares a route of this room. */
export const auditorRoute = routesWith<AuditorDependencies>()
