import { createHmac, timingSafeEqual } from 'node:crypto'

const DOMAIN = Buffer.from('countersign/commit/v1\0', 'utf8')

/**
 * Binds a field's value without showing it: HMAC-SHA256 under a fresh 32-byte salt over
 * `"countersign/commit/v1" ‖ 0x00 ‖ len(field) ‖ field ‖ len(value) ‖ value`, lengths as big-endian uint32 of the UTF-8
 * bytes. Whoever has salt and value can open it; once the salt is deleted nobody can.
 * @returns lower-case hex, 64 digits.
 */
export function commit(salt: Uint8Array, field: string, value: string): string {
  if (salt.length !== 32) throw new RangeError(`A salt has 32 bytes, not ${salt.length}`)
  const hmac = createHmac('sha256', salt).update(DOMAIN)
  for (const part of [field, value]) {
    const bytes = Buffer.from(part, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hmac.update(length).update(bytes)
  }
  return hmac.digest('hex')
}

/** True when salt and value open the commitment. */
export function opens(commitment: string, salt: Uint8Array, field: string, value: string): boolean {
  const expected = Buffer.from(commit(salt, field, value), 'hex')
  const given = Buffer.from(commitment, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
