import { createHash } from 'node:crypto'

/*
 * RFC 6962, section 2.1, transcribed as it stands there and as slow as it stands there: the measure for functions/trail, with
 * which it shares no line. D[a:b] are slices of arrays; hashes are lower-case hex, so that a mistake with bytes cannot be
 * made twice.
 */

const H = (...hex: string[]): string => createHash('sha256').update(hex.join(''), 'hex').digest('hex')

/** The largest power of two smaller than n. */
function k(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}

/** The hash of one leaf's data, by which trees are handed over here. */
export function leaf(data: Uint8Array): string {
  return H('00', Buffer.from(data).toString('hex'))
}

/** The Merkle Tree Hash of a list of leaf hashes, section 2.1. */
export function MTH(D: readonly string[]): string {
  const n = D.length
  if (n === 0) return H('')
  if (n === 1) return D[0] ?? ''
  return H('01', MTH(D.slice(0, k(n))), MTH(D.slice(k(n))))
}

/** The audit path of the leaf m, section 2.1.1. */
export function PATH(m: number, D: readonly string[]): string[] {
  const n = D.length
  if (n === 1) return []
  if (m < k(n)) return [...PATH(m, D.slice(0, k(n))), MTH(D.slice(k(n)))]
  return [...PATH(m - k(n), D.slice(k(n))), MTH(D.slice(0, k(n)))]
}

/** The consistency proof, section 2.1.2, for 0 < m < n. */
export function PROOF(m: number, D: readonly string[]): string[] {
  return SUBPROOF(m, D, true)
}

function SUBPROOF(m: number, D: readonly string[], b: boolean): string[] {
  const n = D.length
  if (m === n) return b ? [] : [MTH(D)]
  if (m <= k(n)) return [...SUBPROOF(m, D.slice(0, k(n)), b), MTH(D.slice(k(n)))]
  return [...SUBPROOF(m - k(n), D.slice(k(n)), false), MTH(D.slice(0, k(n)))]
}
