import type { ChainHead } from './review.ts'

/**
 * When an entry at the end of this chain is signed: now, but never before the entry that it follows. Two servers' clocks
 * may differ by some milliseconds, and whoever waits for a turn may have looked at the clock before the other wrote.
 * @param now ISO instant.
 */
export function timeOfEntry({ lastAt }: ChainHead, now: string): string {
  return lastAt !== undefined && lastAt > now ? lastAt : now
}
