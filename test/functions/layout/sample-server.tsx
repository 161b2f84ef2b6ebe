import { assetRoutes } from '../../../functions/web/asset-routes.ts'
import { createHttpHandler } from '../../../functions/web/http-handler.tsx'
import { page } from '../../../functions/web/reply.ts'
import { routesWith } from '../../../functions/web/route.ts'
import { sampleRoom } from '../web/sample-room.tsx'
import { type HandlerServer, serveHandler } from '../web/serve-handler.ts'
import { hrSession, SessionShelf } from '../web/session-shelf.ts'
import { SampleForm, SampleOverview } from './sample-page.tsx'

const route = routesWith<null>()

const routes = [
  ...assetRoutes<null>('/hr'),
  route({
    method: 'GET',
    path: '/hr',
    rule: 'hr',
    answer: () => page(<SampleOverview />, { title: 'Spring cycle 2026', wide: true }),
  }),
  route({
    method: 'GET',
    path: '/hr/form',
    rule: 'hr',
    answer: () =>
      page(<SampleForm />, {
        title: 'What waits for you',
        status: 422,
        back: { label: 'All cycles', href: '/hr' },
      }),
  }),
]

/** The sample pages behind a real port, with Hana signed in: for a browser to look at. */
export function startSampleServer(): Promise<HandlerServer> {
  const sessions = new SessionShelf()
  sessions.rows.set(hrSession.hash, hrSession)
  const handle = createHttpHandler({
    room: sampleRoom,
    routes,
    dependencies: null,
    sessions,
    publicUrl: new URL('http://127.0.0.1'),
    now: () => new Date('2026-03-02T09:00:00Z'),
    log: (entry) => console.error(entry),
  })
  return serveHandler((event) => handle({ ...event, cookies: ['__Host-hr=hana'] }))
}
