import type { TrailEntry } from '../entry.ts'
import { examineEntry } from './examine-entry.ts'
import { type Ledger, type LogHead, MOST_PER_BATCH, type PoisonReason, type WaitingEntry } from './ledger.ts'
import { LogTrouble } from './log-trouble.ts'

/** An entry whose predecessor does not come is set aside after so long: its chain has a hole that time will not close. */
export const WAITS_FOR_PREDECESSOR_MS = 10 * 60_000

/** Five batches: one query, at most three batch reads of entries. */
const PAGE = 5 * MOST_PER_BATCH
/** Each lost race means that another sequencer went ahead; after so many in a row the work is left to it or the next run. */
const MOST_LOST_RACES = 8

export interface Assigned {
  head: LogHead
  quarantined: number
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
  let quarantined = 0
  let oldestWaiting: string | undefined
  let after: string | undefined
  let lost = 0
  for (;;) {
    const page = await ledger.waiting(PAGE, after)
    const sorted = await sortPage(ledger, page, now(), known)
    for (const { entry, reason } of sorted.poison) {
      if (await ledger.quarantine(entry, reason, new Date(now()).toISOString())) quarantined += 1
    }
    oldestWaiting = earlier(oldestWaiting, sorted.waits[0]?.signedAt)
    let isLost = false
    for (let at = 0; at < sorted.ready.length; at += MOST_PER_BATCH) {
      const batch = sorted.ready.slice(at, at + MOST_PER_BATCH)
      if (head.nextIndex - head.integratedSize >= limits.mostPending || now() >= limits.until) {
        return { head, quarantined, oldestWaiting: earlier(oldestWaiting, batch[0]?.signedAt), isMore: true }
      }
      if ((await ledger.assign(head.nextIndex, batch)) === 'assigned') {
        head = { ...head, nextIndex: head.nextIndex + batch.length }
        lost = 0
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

interface SortedPage {
  ready: WaitingEntry[]
  waits: WaitingEntry[]
  poison: { entry: WaitingEntry; reason: { code: PoisonReason; sentence: string; predecessor?: string } }[]
}

/** Which of the entries can go into the log now. */
async function sortPage(
  ledger: Ledger,
  page: readonly WaitingEntry[],
  now: number,
  known: Map<string, Uint8Array>,
): Promise<SortedPage> {
  const bytes = await ledger.entries(page.map(({ leafHash }) => leafHash))
  const sorted: SortedPage = { ready: [], waits: [], poison: [] }
  const sound: { waiting: WaitingEntry; entry: TrailEntry }[] = []
  const here = new Set<string>()
  for (const waiting of page) {
    // The same entry under two keys would break the transaction; the second is seen again when the first has its index.
    if (here.has(waiting.leafHash)) continue
    const examined = examineEntry(waiting.leafHash, bytes.get(waiting.leafHash))
    if (examined.sound) {
      here.add(waiting.leafHash)
      sound.push({ waiting, entry: examined.entry })
    } else sorted.poison.push({ entry: waiting, reason: examined })
  }
  const elsewhere = sound.flatMap(({ entry: { prevEventHash } }) =>
    prevEventHash === null || here.has(prevEventHash) ? [] : [prevEventHash],
  )
  const indexed = await ledger.indices([...new Set(elsewhere)])
  const placed = new Set<string>()
  const isPlaced = (hash: string | null) => hash === null || placed.has(hash) || indexed.has(hash)
  // The outbox is in the order of the chains; should it ever not be, further rounds bring what the first passed over.
  let rest = sound
  for (let before = Number.POSITIVE_INFINITY; rest.length < before; ) {
    before = rest.length
    rest = rest.filter(({ waiting, entry }) => {
      if (!isPlaced(entry.prevEventHash)) return true
      placed.add(waiting.leafHash)
      sorted.ready.push(waiting)
      const entryBytes = bytes.get(waiting.leafHash)
      if (entryBytes !== undefined) known.set(waiting.leafHash, entryBytes)
      return false
    })
  }
  for (const { waiting, entry } of rest) {
    const predecessor = entry.prevEventHash ?? ''
    if (now - Date.parse(entry.signedAt) > WAITS_FOR_PREDECESSOR_MS && !here.has(predecessor)) {
      const sentence = `The entry follows ${predecessor}, which has no place in the log and does not come.`
      sorted.poison.push({ entry: waiting, reason: { code: 'no-predecessor', sentence, predecessor } })
    } else {
      sorted.waits.push(waiting)
    }
  }
  return sorted
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
