import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { account } from '../template/resource-type.ts'
import type { Match } from './match-route.ts'

/** The event that an HTTP API hands to a function: payload format 2.0. */
export interface HttpApiEvent {
  version: '2.0'
  routeKey: string
  rawPath: string
  rawQueryString: string
  cookies?: string[]
  headers: Record<string, string>
  queryStringParameters?: Record<string, string>
  pathParameters?: Record<string, string>
  requestContext: {
    accountId: string
    apiId: string
    domainName: string
    domainPrefix: string
    http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string }
    requestId: string
    routeKey: string
    stage: string
    time: string
    timeEpoch: number
  }
  body?: string
  isBase64Encoded: boolean
}

/**
 * Source: "Working with AWS Lambda proxy integrations for HTTP APIs" and observed behaviour: names of headers are in
 * lower case, several values are joined by a comma, cookies stand apart, the path arrives decoded, and every body that
 * is not text by its type arrives in base64 (a submitted form, too).
 */
export function toEvent(
  request: IncomingMessage,
  body: Buffer,
  { match, apiId, path, now }: { match: Match; apiId: string; path: string; now: number },
): HttpApiEvent {
  const url = request.url ?? '/'
  const question = url.indexOf('?')
  const rawQueryString = question < 0 ? '' : url.slice(question + 1)
  const query = queryValues(rawQueryString)
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1'
  const domainName = (request.headers.host ?? '').toLowerCase()
  const headers = plainHeaders(request.rawHeaders)
  const cookies = headers.cookie?.split(/; ?/).filter((cookie) => cookie.length > 0)
  delete headers.cookie
  // What the address of API Gateway's own edge would add.
  headers['x-forwarded-for'] = [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', ')
  headers['x-forwarded-port'] = domainName.split(':')[1] ?? '80'
  headers['x-forwarded-proto'] = 'http'
  headers['x-amzn-trace-id'] =
    `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`
  headers['content-length'] ??= String(body.length)
  const isText = isTextual(headers)
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookies?.length ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    ...(match.pathParameters ? { pathParameters: match.pathParameters } : {}),
    requestContext: {
      accountId: account,
      apiId,
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.routeKey,
      stage: '$default',
      time: accessLogTime(now),
      timeEpoch: now,
    },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  }
}

/** Headers of a connection, not of a request: they end at the gateway. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
])

function plainHeaders(raw: string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    if (hopByHop.has(name)) continue
    const value = raw[at + 1] ?? ''
    const separator = name === 'cookie' ? '; ' : ','
    headers[name] = headers[name] === undefined ? value : headers[name] + separator + value
  }
  return headers
}

function queryValues(raw: string): Record<string, string> | undefined {
  if (raw === '') return undefined
  const values: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(raw)) {
    values[name] = values[name] === undefined ? value : `${values[name]},${value}`
  }
  return values
}

function isTextual(headers: Record<string, string>): boolean {
  if (headers['content-encoding']) return false
  const type = (headers['content-type'] ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? ''
  return /^(text\/.*|application\/(json|xml|javascript|.*\+json|.*\+xml))$/.test(type)
}

/** e.g. 12/Mar/2026:19:03:58 +0000 */
function accessLogTime(now: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(now).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
