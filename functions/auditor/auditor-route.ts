import type { Database } from '../store/database.ts'
import { routesWith } from '../web/route.ts'

/** An auditor reads: there is no queue and no workflow here to reach. */
export interface AuditorDependencies {
  db: Database
}

/** Declares a route of this room. */
export const auditorRoute = routesWith<AuditorDependencies>()
