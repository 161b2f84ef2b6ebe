import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { RawBody } from '../request-body.ts'
import type { ProblemDetails } from './problem-details.ts'

/** How long a key stands for its request. */
export const KEY_LASTS_SECONDS = 24 * 3600
/** Longer than any function runs: whoever began the request and has not finished it by then never will. */
const ABANDONED_AFTER_SECONDS = 60
/** DynamoDB rows end at 400 KB. */
const MOST_BYTES_KEPT = 350_000

export interface KeptAnswer {
  /** Digest of the request that the key was first sent with. */
  fingerprint: string
  /** The answer, locked; absent while the request is being answered. */
  locked?: Uint8Array
}

/** Where answers are kept. Rows are found by `place`, a digest; a claim is good until `abandonedAt`. */
export interface AnswerShelf {
  /** Claims the place for a request that begins now, or says what stands there. */
  claim(place: string, claim: Claim): Promise<'claimed' | KeptAnswer>
  /** Keeps the answer, if the claim still stands. */
  keep(place: string, claim: Claim, locked: Uint8Array): Promise<void>
  /** Frees the place, if the claim still stands: nothing was done. */
  free(place: string, claim: Claim): Promise<void>
}

export interface Claim {
  fingerprint: string
  /** Milliseconds since 1970, as all times here. */
  at: number
  abandonedAt: number
  expiresAt: number
}

export interface KeyedRequest {
  key: string
  subject: string
  method: string
  /** Path and query. */
  address: string
  fields: RawBody
}

/** `Idempotency-Key`, bare or as the string of a structured header; undefined for what is neither. */
export function keyOf(header: string): string | undefined {
  const key = /^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim()
  return /^[\x21-\x7e]{16,255}$/.test(key) ? key : undefined
}

/**
 * Answers a keyed request once: a repetition gets the first answer again, for a day. What went wrong on our side frees the
 * key, since nothing is lost by trying again.
 *
 * Answers hold names. They are locked with the key itself, of which the table has only a digest: whoever reads the table,
 * or a backup of it after somebody was erased, reads nothing.
 */
export async function answerOnce(
  shelf: AnswerShelf,
  request: KeyedRequest,
  now: Date,
  answer: () => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<APIGatewayProxyStructuredResultV2 | ProblemDetails> {
  const secret = secretsOf(request)
  const at = now.getTime()
  const claim: Claim = {
    fingerprint: fingerprintOf(request, secret.forFingerprint),
    at,
    abandonedAt: at + ABANDONED_AFTER_SECONDS * 1000,
    expiresAt: at + KEY_LASTS_SECONDS * 1000,
  }
  const found = await shelf.claim(secret.place, claim)
  if (found !== 'claimed') return answerAgain(found, claim, secret.forAnswer)
  let response: APIGatewayProxyStructuredResultV2
  try {
    response = await answer()
  } catch (error) {
    await shelf.free(secret.place, claim)
    throw error
  }
  if ((response.statusCode ?? 500) >= 500) await shelf.free(secret.place, claim)
  else await shelf.keep(secret.place, claim, lock(response, secret.forAnswer))
  return response
}

function answerAgain(
  { fingerprint, locked }: KeptAnswer,
  claim: Claim,
  key: Buffer,
): APIGatewayProxyStructuredResultV2 | ProblemDetails {
  if (fingerprint !== claim.fingerprint) {
    return {
      status: 422,
      code: 'key-reused',
      title: 'This key belongs to another request',
      detail: 'The same Idempotency-Key came with another request before. Nothing was done; send a new key.',
    }
  }
  if (locked === undefined) {
    return {
      status: 409,
      code: 'key-in-use',
      title: 'This request is being answered',
      detail: 'The same request is still under way. Nothing was done a second time; try again in a moment.',
      headers: { 'retry-after': '1' },
    }
  }
  const response = unlock(locked, key)
  if (response !== undefined) {
    return { ...response, headers: { ...response.headers, 'idempotency-replayed': 'true' } }
  }
  return {
    status: 409,
    code: 'answer-not-kept',
    title: 'This was done already',
    detail: 'The request was done; its answer was too big to be kept. Nothing was done a second time.',
  }
}

function secretsOf({ key, subject }: KeyedRequest) {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', key, subject, `countersign ${purpose}`, 32))
  return {
    place: derive('idempotency place').toString('hex'),
    forFingerprint: derive('idempotency fingerprint'),
    forAnswer: derive('idempotency answer'),
  }
}

/** Of the fields, not of the bytes: the same form sent again has another boundary between its parts. */
function fingerprintOf({ method, address, fields }: KeyedRequest, key: Buffer): string {
  const sent = JSON.stringify([method, address, fields], (_name, value: unknown) =>
    value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
  )
  return createHmac('sha256', key).update(sent).digest('hex')
}

/** An answer that is too big to be kept is kept as nothing, so that the request is still known to be done. */
function lock(response: APIGatewayProxyStructuredResultV2, key: Buffer): Uint8Array {
  const plain = gzipSync(JSON.stringify(response))
  const kept = plain.byteLength > MOST_BYTES_KEPT ? gzipSync('null') : plain
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(kept), cipher.final(), cipher.getAuthTag()])
}

function unlock(locked: Uint8Array, key: Buffer): APIGatewayProxyStructuredResultV2 | undefined {
  const bytes = Buffer.from(locked)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(-16))
  const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
  return JSON.parse(gunzipSync(plain).toString('utf8')) ?? undefined
}
