/** What goes back to the client. */
export interface HttpAnswer {
  status: number
  /** In order; a name may come more than once. */
  headers: [string, string][]
  body: Buffer
}

/** What API Gateway itself says: a status with a sentence in JSON. */
export function gatewayAnswer(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
  }
}

/**
 * Makes a response of a function's answer.
 *
 * Source: "Lambda function response for format 2.0": with a `statusCode` the answer describes the response; without one
 * it is the body itself, as JSON with status 200. An answer that is malformed becomes a 500.
 */
export function toResponse(answer: unknown): HttpAnswer {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) return simple(answer)
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer as Record<string, unknown>
  const status = Number(statusCode)
  if (!Number.isInteger(status) || status < 100 || status > 599) return malformed()
  const lines: [string, string][] = []
  if (headers !== undefined && headers !== null) {
    if (typeof headers !== 'object') return malformed()
    for (const [name, value] of Object.entries(headers)) {
      if (!isPlain(value)) return malformed()
      if (!ownedByGateway.has(name.toLowerCase())) lines.push([name.toLowerCase(), String(value)])
    }
  }
  if (cookies !== undefined && cookies !== null) {
    if (!Array.isArray(cookies)) return malformed()
    for (const cookie of cookies) lines.push(['set-cookie', String(cookie)])
  }
  if (body !== undefined && body !== null && !isPlain(body)) return malformed()
  const text = body === undefined || body === null ? '' : String(body)
  if (text !== '' && !lines.some(([name]) => name === 'content-type')) {
    lines.push(['content-type', 'text/plain;charset=UTF-8'])
  }
  return { status, headers: lines, body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8') }
}

/** The gateway computes these itself. */
const ownedByGateway = new Set(['content-length', 'connection', 'transfer-encoding', 'keep-alive'])

function simple(answer: unknown): HttpAnswer {
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer ?? null)
  return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) }
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function malformed(): HttpAnswer {
  return gatewayAnswer(500, 'Internal Server Error')
}
