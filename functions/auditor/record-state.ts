import { createHash } from 'node:crypto'
import { type Review, recordVersionOf, releasedVersionOf } from '../domain/review.ts'
import type { TrailEntry } from '../trail/entry.ts'
import type { ExplainedChain } from './explained-chain.ts'

/** Whether the stored record is the one that the trail says was released and signed. */
export type RecordState =
  /** Nothing has been released, says the trail. */
  | 'none'
  | 'fits'
  | 'differs'
  /** It is gone, and the register says that the values of its release were erased. */
  | 'erased'
  /** The chain of entries does not hold, so nothing in it can bear the record out. */
  | 'unproven'

/** The entries that name the fingerprint of the record: its release and what was signed, or sealed, after it. */
const BEARING = [
  'record.released',
  'record.signed-by-reviewee',
  'record.signature-refused',
  'record.countersigned',
  'review.sealed',
]

/**
 * Holds the record against the entries of its review's chain. The review's own row is not asked for the fingerprint: whoever can
 * rewrite the record can rewrite that row with it.
 * @param canonical the stored record, byte for byte; undefined where there is none.
 * @param version which of the review's records it is: each was released and signed for itself.
 */
export function recordState(
  review: Review,
  canonical: string | undefined,
  { verdict, entries }: ExplainedChain,
  version = releasedVersionOf(review) ?? 1,
): RecordState {
  const known = digestKnownOf(review, version)
  const isExpected = canonical !== undefined || known !== null
  if (!verdict.holds) return isExpected ? 'unproven' : 'none'
  const bearing = bearingOf(verdict.entries, version)
  if (!isExpected && bearing.every(({ recordDigest }) => recordDigest === null)) return 'none'
  if (canonical === undefined && isErased(entries, version)) return 'erased'
  if (canonical === undefined || !bearing.some(({ eventType }) => eventType === 'record.released')) {
    return 'differs'
  }
  const digest = fingerprintOf(canonical)
  return bearing.every(({ recordDigest }) => recordDigest === digest) && known === digest ? 'fits' : 'differs'
}

/** What the review's row says of a record of its: the one that counts, or one that was replaced. */
function digestKnownOf(review: Review, version: number): string | null {
  if (review.recordDigest !== null && recordVersionOf(review) === version) return review.recordDigest
  return review.earlier?.find(({ recordVersion }) => recordVersion === version)?.recordDigest ?? null
}

/** The entries that name one record: its release and what follows until another is released. */
function bearingOf(entries: readonly TrailEntry[], version: number): TrailEntry[] {
  let released = 1
  return entries.filter((entry) => {
    if (!BEARING.includes(entry.eventType)) return false
    if (entry.eventType === 'record.released') released = entry.recordVersion
    return released === version
  })
}

/** SHA-256 of the record as it is stored, hex. */
export function fingerprintOf(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('hex')
}

/** The row of the review is not asked: only the register, which is in the log, may say that a record is rightly gone. */
function isErased(entries: ExplainedChain['entries'], version: number): boolean {
  return entries.some(
    ({ entry, commitments }) =>
      entry.eventType === 'record.released' &&
      entry.recordVersion === version &&
      commitments.some(({ state }) => state.state === 'erased' && state.by !== undefined),
  )
}
