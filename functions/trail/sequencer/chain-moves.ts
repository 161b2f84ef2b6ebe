import type { ChainEnd, ReadyEntry } from './ledger.ts'

/** What a batch does to one chain. */
export interface ChainMove extends ChainEnd {
  subjectRef: string
  /** Where the chain must end before; undefined when the log must have nothing of it. */
  from: { entries: number; lastHash: string } | undefined
}

/** A transaction takes 100 writes: head and batch, for each entry its index and its row in the outbox, and each chain's end. */
const MOST_WRITES = 100
const writesOf = (entries: number, chains: number) => 2 + 2 * entries + chains

/** The most entries that a batch can have: those of one chain. 32 when each has a chain of its own. */
export const MOST_PER_BATCH = 48

/** As many of the entries from that position on as fit into one transaction. */
export function nextBatch(ready: readonly ReadyEntry[], at: number): ReadyEntry[] {
  const batch: ReadyEntry[] = []
  const chains = new Set<string>()
  for (const entry of ready.slice(at, at + MOST_PER_BATCH)) {
    chains.add(entry.place.subjectRef)
    if (writesOf(batch.length + 1, chains.size) > MOST_WRITES) break
    batch.push(entry)
  }
  return batch
}

/** One move for each chain. Throws RangeError when the entries do not follow each other or do not fit into a transaction. */
export function chainMoves(entries: readonly ReadyEntry[]): ChainMove[] {
  const moves = new Map<string, ChainMove>()
  for (const { leafHash, place } of entries) {
    const { subjectRef, subjectKind, subjectSeq, prevEventHash } = place
    const before = moves.get(subjectRef)
    if (before !== undefined && !fits(place, before))
      throw new RangeError(`${leafHash} does not follow the entry before it in the batch`)
    const from = prevEventHash === null ? undefined : { entries: subjectSeq, lastHash: prevEventHash }
    moves.set(subjectRef, {
      subjectRef,
      subjectKind,
      entries: subjectSeq + 1,
      lastHash: leafHash,
      from: before === undefined ? from : before.from,
    })
  }
  if (entries.length === 0 || writesOf(entries.length, moves.size) > MOST_WRITES)
    throw new RangeError(`${entries.length} entries of ${moves.size} chains do not fit into one transaction`)
  return [...moves.values()]
}

/** Whether an entry is the next of a chain that ends there; undefined: of which the log has nothing. */
export function fits(place: ReadyEntry['place'], end: ChainEnd | undefined): boolean {
  if (end === undefined) return place.subjectSeq === 0 && place.prevEventHash === null
  return (
    place.subjectSeq === end.entries &&
    place.prevEventHash === end.lastHash &&
    place.subjectKind === end.subjectKind
  )
}
