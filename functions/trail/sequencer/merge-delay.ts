import type { Batch } from './ledger.ts'

/** Stated to auditors: an entry is in a published checkpoint at most so long after it was signed. An alarm watches it. */
export const MAXIMUM_MERGE_DELAY_MS = 60_000

/** The longest time from signing to publication among these batches, in ms; 0 for none. */
export function mergeDelayOf(batches: readonly Batch[], publishedAtMs: number): number {
  const delays = batches.map(({ oldestSignedAt }) => publishedAtMs - Date.parse(oldestSignedAt))
  return Math.max(0, ...delays.filter(Number.isFinite))
}
