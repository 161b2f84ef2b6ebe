import type { TrailEntry } from '../entry.ts'
import { fits } from './chain-moves.ts'
import { examineEntry } from './examine-entry.ts'
import type { ChainEnd, Ledger, PoisonReason, ReadyEntry, WaitingEntry } from './ledger.ts'

/**
 * What may still come right is not set aside before so long: a predecessor that does not come, or an entry that this process
 * cannot read, as an old one meets them while a new version is rolled out.
 */
export const SET_ASIDE_AFTER_MS = 10 * 60_000

export interface Poison {
  entry: WaitingEntry
  reason: { code: PoisonReason; sentence: string; predecessor?: string }
}

export interface SortedPage {
  /** In the order of their chains. */
  ready: ReadyEntry[]
  waits: WaitingEntry[]
  poison: Poison[]
  /** Those that are in the log already and came back into the outbox. */
  back: WaitingEntry[]
}

interface Sound {
  waiting: WaitingEntry
  entry: TrailEntry
}

/**
 * Which of the entries can go into the log now, which must wait and which never can. An entry gets its place only behind the one
 * entry that its chain ends with, so every chain in the log stays without gap and without fork, whatever the records say.
 * @param known gets the bytes of the entries that are ready.
 */
export async function sortWaiting(
  ledger: Ledger,
  page: readonly WaitingEntry[],
  now: number,
  known: Map<string, Uint8Array>,
): Promise<SortedPage> {
  const bytes = await ledger.entries(page.map(({ leafHash }) => leafHash))
  const sorted: SortedPage = { ready: [], waits: [], poison: [], back: [] }
  const sound: Sound[] = []
  const here = new Set<string>()
  for (const waiting of page) {
    const examined = examineEntry(waiting.leafHash, bytes.get(waiting.leafHash))
    if (!examined.sound) {
      if (examined.mayComeRight && now - Date.parse(waiting.signedAt) <= SET_ASIDE_AFTER_MS)
        sorted.waits.push(waiting)
      else sorted.poison.push({ entry: waiting, reason: examined })
    } else if (Number.isNaN(Date.parse(waiting.signedAt))) {
      const sentence = `The key in the outbox, ${waiting.key.slice(0, 120)}, does not begin with an instant: the app did not write it.`
      sorted.poison.push({ entry: waiting, reason: { code: 'key-broken', sentence } })
    } else {
      here.add(waiting.leafHash)
      sound.push({ waiting, entry: examined.entry })
    }
  }
  const chains = await ledger.chains([...new Set(sound.map(({ entry }) => entry.subjectRef))])
  const ends = new Map(chains)
  // The same entry under a second key does not fit behind itself; it is seen again when the first has its index.
  // The outbox is in the order of the chains; should it ever not be, further rounds bring what the first passed over.
  let rest = sound
  for (let before = Number.POSITIVE_INFINITY; rest.length < before; ) {
    before = rest.length
    rest = rest.filter(({ waiting, entry }) => {
      const { subjectRef, subjectKind, subjectSeq, prevEventHash } = entry
      if (!fits(entry, ends.get(subjectRef))) return true
      ends.set(subjectRef, { subjectKind, entries: subjectSeq + 1, lastHash: waiting.leafHash })
      sorted.ready.push({ ...waiting, place: { subjectRef, subjectKind, subjectSeq, prevEventHash } })
      const entryBytes = bytes.get(waiting.leafHash)
      if (entryBytes !== undefined) known.set(waiting.leafHash, entryBytes)
      return false
    })
  }
  if (rest.length > 0) await sortRest(ledger, rest, chains, here, now, sorted)
  return sorted
}

/** Those that cannot go in now. Held against what the log has, not against what this run is about to give it. */
async function sortRest(
  ledger: Ledger,
  rest: readonly Sound[],
  chains: ReadonlyMap<string, ChainEnd>,
  here: ReadonlySet<string>,
  now: number,
  sorted: SortedPage,
): Promise<void> {
  const indexed = await ledger.indices(rest.map(({ waiting }) => waiting.leafHash))
  const poisoned = new Set<string>()
  const setAside = (entry: WaitingEntry, reason: Poison['reason']) => {
    poisoned.add(entry.leafHash)
    sorted.poison.push({ entry, reason })
  }
  const late: Sound[] = []
  for (const { waiting, entry } of rest) {
    const conflict = conflictOf(entry, chains.get(entry.subjectRef))
    if (indexed.has(waiting.leafHash)) sorted.back.push(waiting)
    else if (conflict !== undefined) setAside(waiting, conflict)
    else if (now - Date.parse(entry.signedAt) > SET_ASIDE_AFTER_MS) late.push({ waiting, entry })
    else sorted.waits.push(waiting)
  }
  if (late.length === 0) return
  // In this order: a predecessor that has its index was in its chain's end when that is read.
  const predecessors = await ledger.indices(late.map(({ entry }) => entry.prevEventHash ?? ''))
  const latest = await ledger.chains([...new Set(late.map(({ entry }) => entry.subjectRef))])
  for (const { waiting, entry } of late) {
    const predecessor = entry.prevEventHash ?? ''
    if (predecessors.has(predecessor)) {
      if (entry.subjectSeq > (latest.get(entry.subjectRef)?.entries ?? 0))
        setAside(waiting, followsOther(entry, 'stands elsewhere in the log'))
      else sorted.waits.push(waiting)
    } else if (here.has(predecessor) && !poisoned.has(predecessor)) {
      sorted.waits.push(waiting)
    } else {
      const sentence = `The entry follows ${predecessor}, which has no place in the log and does not come.`
      setAside(waiting, { code: 'no-predecessor', sentence, predecessor })
    }
  }
}

/** Why an entry can never follow what its chain ends with; undefined when it may yet. A chain's end only ever moves on. */
function conflictOf(entry: TrailEntry, end: ChainEnd | undefined): Poison['reason'] | undefined {
  if (end === undefined) return undefined
  if (entry.subjectKind !== end.subjectKind) {
    const sentence = `The entry says that it belongs to a ${entry.subjectKind}, but ${entry.subjectRef} is a ${end.subjectKind} in the log.`
    return { code: 'follows-other', sentence }
  }
  if (entry.subjectSeq < end.entries) {
    const sentence = `This chain already has an entry number ${entry.subjectSeq} in the log: records were restored from a backup, or somebody wrote twice. What follows this one cannot go in either.`
    return { code: 'place-taken', sentence }
  }
  if (entry.subjectSeq === end.entries && entry.prevEventHash !== end.lastHash)
    return followsOther(entry, `is not the entry ${end.lastHash} that its chain ends with in the log`)
  return undefined
}

const followsOther = ({ subjectSeq, prevEventHash }: TrailEntry, is: string): Poison['reason'] => ({
  code: 'follows-other',
  sentence: `The entry is number ${subjectSeq} of its chain and says that it follows ${prevEventHash}, which ${is}: records were restored from a backup, or somebody wrote past the app.`,
})
