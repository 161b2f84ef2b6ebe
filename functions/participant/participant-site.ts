import { createHttpHandler, type HttpHandler } from '../web/http-handler.tsx'
import type { RequestLogEntry } from '../web/request-log.ts'
import type { ParticipantDependencies } from './participant-route.ts'
import { participantSessions } from './participant-sessions.ts'
import { participantRoom } from './room.ts'
import { participantRoutes } from './routes.ts'

/** The room as a handler of HTTP API events, for whatever clients, clock and log it is given. */
export function createParticipantSite(
  options: Omit<ParticipantDependencies, 'clock'> & {
    publicUrl: URL
    now: () => Date
    log: (entry: RequestLogEntry) => void
  },
): HttpHandler {
  const { publicUrl, now, log, ...dependencies } = options
  return createHttpHandler({
    room: participantRoom,
    routes: participantRoutes,
    dependencies: { ...dependencies, clock: now },
    sessions: participantSessions(dependencies.db),
    publicUrl,
    now,
    log,
  })
}
