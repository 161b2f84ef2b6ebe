import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { UploadedFile } from '../form-field.ts'
import { problem } from '../reply.ts'
import { collectFields, type RawBody, type ReadBody, readBody } from '../request-body.ts'
import type { Route } from '../route.ts'
import { fileFieldOf } from './json-schema.ts'

/** Bodies that are one file and nothing else. */
const fileTypes: Readonly<Record<string, string>> = {
  'text/csv': 'upload.csv',
  'application/octet-stream': 'upload',
}

/**
 * The fields of a program's request: a JSON object, a form, or a file as the whole body, whose other fields then stand in
 * the query string.
 */
export async function readProgramBody(
  event: APIGatewayProxyEventV2,
  route: Pick<Route<never>, 'body' | 'maxBodyBytes'>,
): Promise<ReadBody> {
  const type = typeOf(event)
  const filename = fileTypes[type]
  if (filename === undefined || (event.body ?? '') === '') return readBody(event, route.maxBodyBytes)
  const field = fileFieldOf(route.body)
  if (field === undefined) return { problem: noFileHere() }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.byteLength > route.maxBodyBytes) return { problem: fileTooBig(route.maxBodyBytes) }
  // On their way through the gateway, bytes of a text that are not UTF-8 became this one; names must not change unseen.
  if (!event.isBase64Encoded && event.body?.includes('\u{FFFD}')) return { problem: notUtf8() }
  const file: UploadedFile = { filename, contentType: type, bytes: new Uint8Array(bytes) }
  const rest = collectFields(new URLSearchParams(event.rawQueryString))
  return { fields: { ...rest, [field]: file }, isForm: true }
}

export function typeOf(event: APIGatewayProxyEventV2): string {
  return (event.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/**
 * JSON's own values as a form has them, for schemas that read forms: numbers as digits, `true` as a ticked box, `false` and
 * `null` as fields that are not there.
 */
export function asFormFields(fields: RawBody): RawBody {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const typed = Array.isArray(value) ? value.map(asTyped) : asTyped(value)
      return typed === undefined ? [] : [[name, typed]]
    }),
  )
}

function asTyped(value: unknown): unknown {
  if (typeof value === 'number') return String(value)
  if (value === true) return 'yes'
  return value === false || value === null ? undefined : value
}

function noFileHere() {
  return problem({
    status: 415,
    code: 'unknown-content-type',
    title: 'This operation takes no file',
    message: 'Send application/json. Nothing was saved.',
  })
}

function fileTooBig(maxBytes: number) {
  return problem({
    status: 413,
    code: 'body-too-big',
    title: 'That is too much at once',
    message: `The most that can be sent here is ${Math.floor(maxBytes / 1024)} KB. Nothing was saved.`,
  })
}

function notUtf8() {
  return problem({
    status: 415,
    code: 'unknown-content-type',
    title: 'This text is not UTF-8',
    message:
      'As text/csv a file has to be in UTF-8. Send the same bytes as application/octet-stream, or as a field of multipart/form-data: then any encoding is read. Nothing was saved.',
  })
}
