import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CannotStart } from './template/cannot-start.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface LoopbackServer {
  port: number
  /** http://127.0.0.1:<port> */
  url: string
  /** Sets what answers; until then the answer is 503. */
  serve(handler: Handler): void
  close(): Promise<void>
}

/**
 * A server that only this machine reaches. A request under a foreign name is refused: a page on the web could have its
 * own name point to 127.0.0.1 and then read what stands here (DNS rebinding).
 * @throws CannotStart when the port is taken
 */
export async function listenOnLoopback(port: number, log: (line: string) => void): Promise<LoopbackServer> {
  let handler: Handler = async (_request, response) => {
    response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '2' })
    response.end('Countersign is starting. Try again in a moment.\n')
  }
  const server = createServer((request, response) => {
    const own = (server.address() as AddressInfo | null)?.port
    if (request.headers.host !== `127.0.0.1:${own}` && request.headers.host !== `localhost:${own}`) {
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      response.end(`Open this page as http://127.0.0.1:${own} – under other names it is not served.\n`)
      return
    }
    handler(request, response).catch((error: unknown) => {
      log(`${request.method} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`)
      if (!response.headersSent) {
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
        response.end('Something in the local cloud broke; its log says what.\n')
      } else response.destroy()
    })
  })
  await listen(server, port)
  const own = (server.address() as AddressInfo).port
  return {
    port: own,
    url: `http://127.0.0.1:${own}`,
    serve: (next) => {
      handler = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new CannotStart(`Port ${port} is in use; choose another one with --port, e.g. --port ${port + 1}.`),
        )
      } else if (error.code === 'EACCES') {
        reject(new CannotStart(`Port ${port} may not be opened by you; choose one above 1023 with --port.`))
      } else reject(error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}
