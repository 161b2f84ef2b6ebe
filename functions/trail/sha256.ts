import crypto from 'node:crypto'

/** One call instead of three; Node has it since 20.12. */
const oneShot: typeof crypto.hash | undefined = crypto.hash

/**
 * SHA-256 (FIPS 180-4) of the parts put one after the other: 32 bytes. The only file of the trail that knows Node; a bundle
 * for browsers takes `sha256.browser.ts` in its place.
 */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  const digest = new Uint8Array(32)
  const [only] = parts
  if (parts.length === 1 && only !== undefined) {
    sha256Into(digest, 0, only)
    return digest
  }
  const hash = crypto.createHash('sha256')
  for (const part of parts) hash.update(part)
  digest.set(hash.digest())
  return digest
}

/**
 * The same, written to `target` from byte `at` on. For short inputs a digest that comes as a string costs a third of one that
 * comes as a Buffer, and a million of them is what a verifier computes.
 */
export function sha256Into(target: Uint8Array, at: number, data: Uint8Array): void {
  const digest =
    oneShot === undefined
      ? crypto.createHash('sha256').update(data).digest('binary')
      : oneShot('sha256', data, 'binary')
  for (let byte = 0; byte < 32; byte += 1) target[at + byte] = digest.charCodeAt(byte)
}
