import { sha256 as sha256Of } from '@noble/hashes/sha2.js'

/** What `sha256.ts` is in Node. Browsers have SHA-256 built in too, but only as a promise: too slow for a million leaves. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return sha256Of(only)
  const hash = sha256Of.create()
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The same, written to `target` from byte `at` on. */
export function sha256Into(target: Uint8Array, at: number, data: Uint8Array): void {
  target.set(sha256Of(data), at)
}
