import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** The side of the Runtime API that one process talks to. */
export interface RuntimeClient {
  /** The process asks for work and waits for as long as it takes. */
  next(response: ServerResponse): void
  /** What came of an invocation: the answer, or a description of the error. */
  done(requestId: string, outcome: 'response' | 'error', body: string): { status: number; body: string }
  /** The code could not be loaded. */
  initFailed(body: string): void
}

/**
 * Lambda's Runtime API for all functions' processes. Each process has a path of its own that nobody can guess.
 *
 * Source: "Using the Lambda runtime API for custom runtimes", version 2018-06-01.
 */
export class RuntimeApi {
  readonly #server: Server
  readonly #clients = new Map<string, RuntimeClient>()
  #host = ''

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy())
    })
    // Processes wait for work for hours on one connection.
    this.#server.requestTimeout = 0
    this.#server.headersTimeout = 0
    this.#server.keepAliveTimeout = 0
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.#host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Registers a process before it is started; gives what its AWS_LAMBDA_RUNTIME_API must be. */
  add(client: RuntimeClient): { address: string; remove(): void } {
    const id = randomUUID()
    this.#clients.set(id, client)
    return { address: `${this.#host}/${id}`, remove: () => this.#clients.delete(id) }
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', version, , ...rest] = (request.url ?? '').split('/')
    const client = this.#clients.get(id)
    if (!client || version !== '2018-06-01') {
      response.writeHead(403).end()
      return
    }
    const [first, second, third] = rest
    if (request.method === 'GET' && first === 'invocation' && second === 'next') {
      client.next(response)
      return
    }
    const body = await text(request)
    if (first === 'init' && second === 'error') {
      client.initFailed(body)
      response.writeHead(202).end()
    } else if (first === 'invocation' && second && (third === 'response' || third === 'error')) {
      const { status, body: answer } = client.done(second, third, body)
      response.writeHead(status).end(answer)
    } else {
      response.writeHead(404).end()
    }
  }
}
