import { timingSafeEqual } from 'node:crypto'

/** Compares a value from outside with a secret; how long it takes tells nothing about where they differ. */
export function secretsEqual(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false
  const one = Buffer.from(given)
  const other = Buffer.from(secret)
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}
