import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Where the local cloud pretends to be; the functions get the same in AWS_REGION. */
export const region = 'eu-central-1'
export const account = '000000000000'

/** The whole body of a request, in bytes. Throws BodyTooLarge above `limit`. */
export async function readBody(request: IncomingMessage, limit = 64 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw new BodyTooLarge(limit)
    chunks.push(chunk)
  }
  const [only] = chunks
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size)
}

export class BodyTooLarge extends Error {
  constructor(limit: number) {
    super(`The request is larger than ${limit} bytes.`)
    this.name = 'RequestEntityTooLarge'
  }
}

/** A refusal in AWS's terms: the code is what the SDK turns into the name of the exception. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Further members of the error document. */
  readonly detail: Record<string, unknown>

  constructor(code: string, message: string, status = 400, detail: Record<string, unknown> = {}) {
    super(message)
    this.name = code
    this.code = code
    this.status = status
    this.detail = detail
  }
}

/** Answers with bytes and the headers every AWS answer has. */
export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    'x-amzn-requestid': randomUUID(),
    ...headers,
  })
  response.end(bytes)
}

/** The operation of a JSON protocol request: `AmazonSQS.SendMessage` → `SendMessage`. */
export function targetOperation(request: IncomingMessage): string {
  const target = request.headers['x-amz-target']
  return typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : ''
}

export type JsonOperation = (input: Record<string, unknown>, request: IncomingMessage) => unknown

/**
 * Serves one of AWS's JSON protocols: looks the operation up in `operations`, gives it the parsed body, and answers
 * with what it returns or with the AwsError it throws. An operation that is not in the table is refused by name.
 */
export async function serveJson(
  operations: Record<string, JsonOperation>,
  version: '1.0' | '1.1',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const contentType = `application/x-amz-json-${version}`
  const operation = targetOperation(request)
  try {
    const text = (await readBody(request)).toString('utf8')
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined
    if (run === undefined) {
      throw new AwsError('UnknownOperationException', `The local cloud does not do ${operation || 'this'}.`)
    }
    const output = await run(parseObject(text), request)
    answer(response, 200, contentType, JSON.stringify(output ?? {}))
  } catch (error) {
    const refusal = asAwsError(error)
    answer(
      response,
      refusal.status,
      contentType,
      JSON.stringify({ __type: refusal.code, message: refusal.message, ...refusal.detail }),
      refusal.status === 400 ? {} : { 'x-amzn-errortype': refusal.code },
    )
  }
}

/** Whatever was thrown, as something AWS could have said. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error
  if (error instanceof BodyTooLarge) return new AwsError('RequestEntityTooLarge', error.message, 413)
  const message = error instanceof Error ? error.message : String(error)
  return new AwsError('InternalServerError', message, 500)
}

/** A JSON object from text; an empty body is an empty object. Throws SerializationException otherwise. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text)
    if (isRecord(value)) return value
  } catch {
    // told below
  }
  throw new AwsError('SerializationException', 'The body is not a JSON object.')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
