/**
 * The functions that Step Functions adds to JSONata (developer guide, "JSONata functions provided by Step Functions").
 * `$eval` is taken away where expressions are evaluated.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { Expression } from 'jsonata'
import type { Json } from './json.ts'

const HASHES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

// The guide: `$range` makes up to 1,000 items.
const MAX_RANGE = 1000

/** An error in the shape in which JSONata itself throws, so that code and sentence reach the cause. */
function refuse(code: string, message: string): never {
  throw Object.assign(new Error(message), { code })
}

function partition(items: Json[] | undefined, size: number | undefined): Json[][] | undefined {
  if (items === undefined || size === undefined) return undefined
  if (!Number.isInteger(size) || size < 1)
    refuse('D3200', 'The chunk size of $partition must be a positive integer')
  const chunks: Json[][] = []
  for (let at = 0; at < items.length; at += size) chunks.push(Array.from(items.slice(at, at + size)))
  return chunks
}

function range(
  first: number | undefined,
  last: number | undefined,
  step: number | undefined,
): number[] | undefined {
  if (first === undefined || last === undefined) return undefined
  const by = step ?? 1
  if (![first, last, by].every(Number.isInteger)) refuse('D3201', 'The arguments of $range must be integers')
  if (by === 0) refuse('D3202', 'The step of $range must not be zero')
  const items: number[] = []
  for (let at = first; by > 0 ? at <= last : at >= last; at += by) {
    items.push(at)
    if (items.length > MAX_RANGE) refuse('D3203', `$range makes at most ${MAX_RANGE} items`)
  }
  // A sequence of JSONata's own kind: AWS gives 1, not [1], for `$range(1, 9, 9)`.
  Object.defineProperty(items, 'sequence', { value: true, enumerable: false })
  return items
}

function hash(text: string | undefined, algorithm: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const name = HASHES[algorithm ?? 'SHA-256']
  if (name === undefined) {
    refuse('D3204', `$hash knows ${Object.keys(HASHES).join(', ')}, not ${JSON.stringify(algorithm)}`)
  }
  return createHash(name).update(text).digest('hex')
}

/** Between 0 and 1; with a seed always the same number (mulberry32, not the generator that AWS uses). */
function random(seed: number | undefined): number {
  if (seed === undefined) return Math.random()
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0
  state = Math.imul(state ^ (state >>> 15), state | 1)
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
  return ((state ^ (state >>> 14)) >>> 0) / 4294967296
}

function parse(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return refuse('D3205', '$parse was given text that is not JSON')
  }
}

/** Adds the functions to one compiled expression. */
export function registerStatesFunctions(expression: Expression): void {
  expression.registerFunction('partition', partition, '<an:a<a>>')
  expression.registerFunction('range', range, '<nnn?:a<n>>')
  expression.registerFunction('hash', hash, '<ss?:s>')
  expression.registerFunction('random', random, '<n?:n>')
  expression.registerFunction('uuid', () => randomUUID(), '<:s>')
  expression.registerFunction('parse', parse, '<s:x>')
}
