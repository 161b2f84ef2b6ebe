import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { HttpHandler } from '../../../functions/web/http-handler.tsx'
import { httpEvent } from './http-event.ts'

export interface HandlerServer {
  url: string
  stop(): Promise<void>
}

/** A handler behind a real port, as API Gateway would put it there: for a browser to talk to. */
export async function serveHandler(handle: HttpHandler): Promise<HandlerServer> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const body = await buffer(request)
    const { cookie, ...headers } = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    const answer = await handle(
      httpEvent({
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.search.slice(1),
        headers,
        ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
        ...(body.byteLength === 0 ? {} : { body: new Uint8Array(body) }),
      }),
    )
    response.writeHead(answer.statusCode ?? 500, {
      ...(answer.headers as Record<string, string>),
      'set-cookie': answer.cookies ?? [],
    })
    response.end(answer.isBase64Encoded ? Buffer.from(answer.body ?? '', 'base64') : answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
