import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { TypedForm } from '../layout/field-errors.ts'
import type { UploadedFile } from './form-field.ts'
import { type ProblemReply, problem } from './reply.ts'

/** The fields of a form or of a JSON object, before any schema has looked at them. */
export type RawBody = Readonly<Record<string, unknown>>

/** More fields than any form of ours has; a body of 256 KiB could otherwise name 100,000. */
const MOST_FIELDS = 2000

export type ReadBody = { fields: RawBody; isForm: boolean } | { problem: ProblemReply }

/**
 * Reads the body of an HTTP API event: urlencoded, multipart or JSON, plain or base64. A repeated field becomes a list,
 * a file an `UploadedFile`, a file field left empty is absent. The size is looked at before anything is decoded.
 */
export async function readBody(event: APIGatewayProxyEventV2, maxBytes: number): Promise<ReadBody> {
  const raw = event.body ?? ''
  const size = event.isBase64Encoded ? Math.floor((raw.length * 3) / 4) - 2 : Buffer.byteLength(raw)
  if (size > maxBytes) return { problem: tooBig(maxBytes) }
  const bytes = Buffer.from(raw, event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.byteLength === 0) return { fields: {}, isForm: true }

  const contentType = event.headers['content-type'] ?? ''
  switch (contentType.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return readUrlencoded(bytes)
    case 'multipart/form-data':
      return readMultipart(bytes, contentType)
    case 'application/json':
      return readJson(bytes)
    default:
      return { problem: unknownType() }
  }
}

function readUrlencoded(bytes: Buffer): ReadBody {
  const entries = [...new URLSearchParams(bytes.toString('utf8'))]
  return entries.length > MOST_FIELDS
    ? { problem: unreadable() }
    : { fields: collectFields(entries), isForm: true }
}

/** Node's own multipart parser, the one behind `fetch`: it is strict about the format and needs the whole body. */
async function readMultipart(bytes: Buffer<ArrayBuffer>, contentType: string): Promise<ReadBody> {
  let form: FormData
  try {
    form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch {
    return { problem: unreadable() }
  }
  const entries: [string, unknown][] = []
  for (const [name, value] of form) {
    if (typeof value === 'string') entries.push([name, value])
    else if (value.name !== '' || value.size > 0) entries.push([name, await asUploadedFile(value)])
  }
  if (entries.length > MOST_FIELDS) return { problem: unreadable() }
  return { fields: collectFields(entries), isForm: true }
}

async function asUploadedFile(file: File): Promise<UploadedFile> {
  return {
    // Some browsers used to send the whole path of the person's own disk.
    filename: file.name.split(/[\\/]/).at(-1) ?? '',
    contentType: file.type,
    bytes: new Uint8Array(await file.arrayBuffer()),
  }
}

function readJson(bytes: Buffer): ReadBody {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (isRecord(value)) return { fields: collectFields(Object.entries(value)), isForm: false }
  } catch {
    // Falls through to the one sentence for everything that is not a JSON object.
  }
  return { problem: unreadable('Send one JSON object in UTF-8.') }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names come from outside: `__proto__` and its like must become plain properties of an object without a prototype chain. */
export function collectFields(entries: Iterable<readonly [string, unknown]>): RawBody {
  const fields = new Map<string, unknown>()
  for (const [name, value] of entries) {
    if (name === '__proto__') continue
    const before = fields.get(name)
    if (before === undefined) fields.set(name, value)
    else if (Array.isArray(before)) before.push(value)
    else fields.set(name, [before, value])
  }
  return Object.fromEntries(fields)
}

/** What can be shown again in a form: the strings. Files cannot be sent back to a browser. */
export function typedForm(fields: RawBody): TypedForm {
  const typed: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') typed[name] = value
    else if (Array.isArray(value)) typed[name] = value.filter((item) => typeof item === 'string')
  }
  return typed
}

function tooBig(maxBytes: number): ProblemReply {
  return problem({
    status: 413,
    code: 'body-too-big',
    title: 'That is too much at once',
    message: `The most that can be sent here is ${Math.floor(maxBytes / 1024)} KB. Nothing was saved. Go back, make it smaller and send it again.`,
  })
}

function unknownType(): ProblemReply {
  return problem({
    status: 415,
    code: 'unknown-content-type',
    title: 'We cannot read what was sent',
    message: 'Send a form (application/x-www-form-urlencoded or multipart/form-data) or application/json.',
  })
}

function unreadable(hint = 'Nothing was saved. Go back, reload the page and send it again.'): ProblemReply {
  return problem({
    status: 400,
    code: 'unreadable-body',
    title: 'We cannot read what was sent',
    message: `It arrived incomplete or in a shape that we do not know. ${hint}`,
  })
}
