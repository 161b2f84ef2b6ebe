import crypto from 'node:crypto'

/** One call instead of three; Node has it since 20.12. */
const oneShot: typeof crypto.hash | undefined = crypto.hash

/**
 * SHA-256 (FIPS 180-4) of the parts put one after the other: 32 bytes. The only file of the trail that knows Node; a bundle
 * for browsers takes `sha256.browser.ts` in its place.
 */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  const [only] = parts
  if (oneShot !== undefined && parts.length === 1 && only !== undefined)
    return plain(oneShot('sha256', only, 'buffer'))
  const hash = crypto.createHash('sha256')
  for (const part of parts) hash.update(part)
  return plain(hash.digest())
}

/** A Buffer's `slice` shares memory where that of an array copies; nobody should have to know which of them it holds. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
}
