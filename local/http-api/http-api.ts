import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FunctionInvoker, Ground } from '../ports.ts'
import { matchRoute, type Route } from './match-route.ts'
import { Throttle } from './throttle.ts'
import { toEvent } from './to-event.ts'
import { gatewayAnswer, type HttpAnswer, toResponse } from './to-response.ts'

/** Request payload quota of HTTP APIs. */
const largestBodyBytes = 10 * 1024 * 1024

/** An HTTP API as the template defines it. Rates are requests per second. */
export interface HttpApiDefinition {
  apiId: string
  name: string
  routes: Route[]
  throttling?: { ratePerSecond: number; burst: number }
  /** By route key. */
  routeThrottling?: Record<string, { ratePerSecond: number; burst: number }>
}

export interface HttpApi {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** Answers requests as an API Gateway HTTP API with Lambda proxy integrations does. */
export function createHttpApi(
  ground: Pick<Ground, 'clock' | 'meter' | 'log'>,
  { definition, functions }: { definition: HttpApiDefinition; functions: FunctionInvoker },
): HttpApi {
  const stageThrottle = definition.throttling && new Throttle(definition.throttling)
  const routeThrottles = new Map(
    Object.entries(definition.routeThrottling ?? {}).map(([key, settings]) => [key, new Throttle(settings)]),
  )

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    ground.meter.add('httpapi', definition.name, 'requests', 1)
    const path = decodedPath(request.url ?? '/')
    if (path === undefined) return gatewayAnswer(400, 'Bad Request')
    const match = matchRoute(definition.routes, request.method ?? 'GET', path)
    if (!match) return gatewayAnswer(404, 'Not Found')
    const throttle = routeThrottles.get(match.route.routeKey) ?? stageThrottle
    if (throttle && !throttle.take()) return gatewayAnswer(429, 'Too Many Requests')
    const body = await readBody(request)
    if (!body) return gatewayAnswer(413, 'Request Entity Too Large')
    const event = toEvent(request, body, { match, apiId: definition.apiId, path, now: ground.clock.now() })
    const invocation = await withLimit(
      functions.invoke(match.route.functionArn, event),
      match.route.timeoutMs,
    )
    if (!invocation) return gatewayAnswer(503, 'Service Unavailable')
    if (invocation.ok) return toResponse(invocation.payload)
    ground.log(
      `${request.method} ${path.slice(0, 40)} failed: ${invocation.errorType} (request ${invocation.requestId})`,
    )
    if (invocation.errorType === 'RequestEntityTooLargeException') {
      return gatewayAnswer(413, 'Request Entity Too Large')
    }
    if (invocation.errorType === 'TooManyRequestsException') return gatewayAnswer(503, 'Service Unavailable')
    return gatewayAnswer(500, 'Internal Server Error')
  }

  return {
    async handle(request, response) {
      const { status, headers, body } = await answer(request).catch((error: unknown) => {
        ground.log(`The HTTP API failed: ${error instanceof Error ? error.message : error}`)
        return gatewayAnswer(500, 'Internal Server Error')
      })
      // What is left of a body that was not read would be taken for the next request.
      if (!request.complete) response.shouldKeepAlive = false
      try {
        response.statusCode = status
        for (const [name, value] of headers) response.appendHeader(name, value)
        const bodiless = status === 204 || status === 304 || request.method === 'HEAD'
        if (!bodiless || request.method === 'HEAD') response.setHeader('content-length', body.length)
        response.end(bodiless ? undefined : body)
      } catch (error) {
        // A header that HTTP does not allow.
        ground.log(`A response could not be sent: ${error instanceof Error ? error.message : error}`)
        for (const name of response.getHeaderNames()) response.removeHeader(name)
        response.writeHead(500, { 'content-type': 'application/json' })
        response.end('{"message":"Internal Server Error"}')
      }
    },
  }
}

/** HTTP APIs hand over the path decoded, and what follows a decoded question mark is cut off. */
function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '/').split('?')[0]
  } catch {
    return undefined
  }
}

/** undefined when it is larger than the quota; the rest is not read then. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > largestBodyBytes) return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > largestBodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function withLimit<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
