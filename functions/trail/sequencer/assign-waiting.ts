import { MOST_PER_BATCH, nextBatch } from './chain-moves.ts'
import type { Ledger, LogHead, WaitingEntry } from './ledger.ts'
import { LogTrouble } from './log-trouble.ts'
import { sortWaiting } from './sort-waiting.ts'

/** Five batches or more: one query, at most three batch reads of entries. */
const PAGE = 5 * MOST_PER_BATCH
/** Each lost race means that another sequencer went ahead; after so many in a row the work is left to it or the next run. */
const MOST_LOST_RACES = 8

export interface Assigned {
  head: LogHead
  /** Leaf hashes of the entries that were set aside. */
  quarantined: string[]
  /** ISO instant of the oldest entry that still waits; undefined when the outbox is empty. */
  oldestWaiting: string | undefined
  /** True when entries are left that only wait for this sequencer. */
  isMore: boolean
}

export interface AssignLimits {
  /** Stop when so many have an index and stand in no tile yet. */
  mostPending: number
  /** No further batch after this time, ms since 1970. */
  until: number
}

/**
 * Gives the entries in the outbox their indices, in the order of their chains, batch by batch.
 * @param known gets the bytes of every entry that was read, so that the tiles need not read them again.
 */
export async function assignWaiting(
  ledger: Ledger,
  start: LogHead,
  now: () => number,
  limits: AssignLimits,
  known: Map<string, Uint8Array>,
): Promise<Assigned> {
  let head = start
  const quarantined: string[] = []
  let oldestWaiting: string | undefined
  let after: string | undefined
  let lost = 0
  for (;;) {
    const page = await ledger.waiting(PAGE, after)
    const sorted = await sortWaiting(ledger, page, now(), known)
    for (const { entry, reason } of sorted.poison) {
      if (await ledger.quarantine(entry, reason, new Date(now()).toISOString()))
        quarantined.push(entry.leafHash)
    }
    for (const entry of sorted.back) await ledger.forget(entry)
    for (const { signedAt } of sorted.waits) oldestWaiting = earlier(oldestWaiting, signedAt)
    let isLost = false
    for (let at = 0, batch = nextBatch(sorted.ready, at); batch.length > 0; ) {
      if (head.nextIndex - head.integratedSize >= limits.mostPending || now() >= limits.until) {
        return { head, quarantined, oldestWaiting: earlier(oldestWaiting, batch[0]?.signedAt), isMore: true }
      }
      if ((await ledger.assign(head.nextIndex, batch)) === 'assigned') {
        head = { ...head, nextIndex: head.nextIndex + batch.length }
        lost = 0
        at += batch.length
        batch = nextBatch(sorted.ready, at)
        continue
      }
      lost += 1
      isLost = true
      head = await afterLostRace(ledger, head, batch)
      if (lost >= MOST_LOST_RACES)
        return { head, quarantined, oldestWaiting: earlier(oldestWaiting, batch[0]?.signedAt), isMore: false }
      break
    }
    if (isLost) {
      after = undefined
      oldestWaiting = undefined
      continue
    }
    if (page.length < PAGE) return { head, quarantined, oldestWaiting, isMore: false }
    after = page.at(-1)?.key
  }
}

/** Why an assignment did not go through, and what to go on from. */
async function afterLostRace(
  ledger: Ledger,
  head: LogHead,
  batch: readonly WaitingEntry[],
): Promise<LogHead> {
  const fresh = await ledger.head()
  if (fresh === undefined)
    throw new LogTrouble('head-missing', 'LOG/HEAD disappeared while the sequencer ran.')
  if (fresh.nextIndex !== head.nextIndex) return fresh
  // The head is where it was, so it is the entries: one may have its index already and have come back into the outbox.
  const indexed = await ledger.indices(batch.map(({ leafHash }) => leafHash))
  for (const entry of batch) if (indexed.has(entry.leafHash)) await ledger.forget(entry)
  return fresh
}

const earlier = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a
