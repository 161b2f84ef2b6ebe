import { concatBytes, equalBytes, fromHex, toHex, utf8 } from './bytes.ts'
import { sha256 } from './sha256.ts'

const DOMAIN = utf8('countersign/commit/v1\0')

/** What one call of SHA-256 takes in at a time, and so the length to which HMAC fills up its key. */
const BLOCK_BYTES = 64

/** RFC 2104, for keys no longer than a block. */
function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const [inner, outer] = [new Uint8Array(BLOCK_BYTES).fill(0x36), new Uint8Array(BLOCK_BYTES).fill(0x5c)]
  for (const [at, byte] of key.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  return sha256(outer, sha256(inner, message))
}

function lengthAndBytes(text: string): Uint8Array {
  const bytes = utf8(text)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return concatBytes(length, bytes)
}

/**
 * Binds a field's value without showing it: HMAC-SHA256 under a fresh 32-byte salt over
 * `"countersign/commit/v1" ‖ 0x00 ‖ len(field) ‖ field ‖ len(value) ‖ value`, lengths as big-endian uint32 of the UTF-8
 * bytes. Whoever has salt and value can open it; once the salt is deleted nobody can.
 * @returns lower-case hex, 64 digits.
 */
export function commit(salt: Uint8Array, field: string, value: string): string {
  if (salt.length !== 32) throw new RangeError(`A salt has 32 bytes, not ${salt.length}`)
  return toHex(hmacSha256(salt, concatBytes(DOMAIN, lengthAndBytes(field), lengthAndBytes(value))))
}

/** True when salt and value open the commitment. */
export function opens(commitment: string, salt: Uint8Array, field: string, value: string): boolean {
  const given = fromHex(commitment)
  const expected = fromHex(commit(salt, field, value))
  return given !== undefined && expected !== undefined && equalBytes(given, expected)
}
