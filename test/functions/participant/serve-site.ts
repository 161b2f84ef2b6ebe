import { type HandlerServer, serveHandler } from '../web/serve-handler.ts'
import type { SmallCycle } from './small-cycle.ts'

/**
 * The small cycle's site behind a real port. What a page's script sends names that port as its origin; a deployed site
 * is its own public address.
 */
export async function serveSite(small: SmallCycle): Promise<HandlerServer> {
  const server = await serveHandler(({ headers, ...event }) =>
    small.handle({
      ...event,
      headers:
        headers.origin === server.url ? { ...headers, origin: 'https://reviews.example.com' } : headers,
    }),
  )
  return server
}
