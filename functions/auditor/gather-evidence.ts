import type { ReviewCycle } from '../domain/cycle.ts'
import type { ChainHead, Review } from '../domain/review.ts'
import { INTENT_STATEMENTS } from '../domain/sign-off.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listErasureEntries } from '../store/erasure-entries.ts'
import { listRecords } from '../store/released-records.ts'
import { findReview } from '../store/reviews.ts'
import { listOpenings } from '../store/trail.ts'
import { digestOfText } from '../trail/digest.ts'
import { type TrailEntry, trailEntrySchema } from '../trail/entry.ts'
import { mayDisclose } from '../trail/pack/bearing-events.ts'
import type { Disclosed } from '../trail/pack/openings-file.ts'
import type { NamedText } from '../trail/pack/write-pack.ts'
import { readChain } from './read-chain.ts'

/** A chain, or some entries of one, with all that may be shown of it. */
export interface Evidence {
  kind: 'review' | 'cycle' | 'register'
  /** The app's own id; null for the register. */
  id: string | null
  subjectRef: string
  /** The end as the app's row knows it; null where only some entries are meant. */
  head: { seq: number; lastHash: string | null } | null
  entries: readonly EvidenceEntry[]
  /** The values that may be disclosed, as the vault holds them. */
  openings: readonly Disclosed[]
  /** Events of which values are gone that might have been disclosed. */
  gone: readonly string[]
  /** The record, and the sentences that were agreed to. */
  texts: readonly NamedText[]
}

export interface EvidenceEntry {
  seq: number
  raw: string
  /** Undefined where the text is no entry. */
  entry: TrailEntry | undefined
}

export async function gatherReview(db: Database, first: Review): Promise<Evidence & { review: Review }> {
  let review = first
  const { head, raw } = await readChain(db, first.chain, async () => {
    review = (await findReview(db, first.cycleId, first.reviewId)) ?? review
    return review.chain
  })
  const [chain, records] = await Promise.all([gatherChain(db, head, raw), listRecords(db, first.reviewId)])
  // The newest first: it is the one that is shown in full.
  const texts = records.toReversed().map(({ canonical }): NamedText => ({ kind: 'json', text: canonical }))
  const lost = chain.entries.filter(
    ({ entry }) => isRelease(entry) && records.every(({ version }) => version !== entry?.recordVersion),
  )
  return {
    kind: 'review',
    id: first.reviewId,
    ...chain,
    gone: [...new Set([...chain.gone, ...lost.flatMap(({ entry }) => entry?.eventId ?? [])])],
    texts: [...texts, ...chain.texts],
    review,
  }
}

const isRelease = (entry: TrailEntry | undefined) => entry?.eventType === 'record.released'

export async function gatherCycle(
  db: Database,
  first: ReviewCycle,
): Promise<Evidence & { cycle: ReviewCycle }> {
  let cycle = first
  const { head, raw } = await readChain(db, first.chain, async () => {
    cycle = (await findCycle(db, first.cycleId)) ?? cycle
    return cycle.chain
  })
  return { kind: 'cycle', id: first.cycleId, ...(await gatherChain(db, head, raw)), cycle }
}

/** The register's entries that say why values are gone. */
export async function gatherErasures(db: Database, of: readonly Evidence[]): Promise<Evidence[]> {
  const found = await listErasureEntries(
    db,
    of.flatMap(({ gone }) => gone),
  )
  return found.map(({ subjectRef, entries }) => ({
    kind: 'register',
    id: null,
    subjectRef,
    head: null,
    entries: entries.map(({ raw, entry }) => ({ seq: entry.subjectSeq, raw, entry })),
    openings: [],
    gone: [],
    texts: [],
  }))
}

async function gatherChain(db: Database, { subjectRef, seq, lastHash }: ChainHead, raw: readonly string[]) {
  const entries = raw.map(
    (text, number): EvidenceEntry => ({ seq: number, raw: text, entry: readEntry(text) }),
  )
  const read = entries.flatMap(({ entry }) => entry ?? [])
  const openings = await Promise.all(read.map((entry) => openingsOf(db, entry)))
  return {
    subjectRef,
    head: { seq, lastHash },
    entries,
    openings: openings.flat(),
    gone: read.flatMap((entry, index) => (isWhole(entry, openings[index] ?? []) ? [] : [entry.eventId])),
    texts: statementsOf(read),
  }
}

function readEntry(raw: string): TrailEntry | undefined {
  try {
    return trailEntrySchema.parse(JSON.parse(raw))
  } catch {
    return undefined
  }
}

async function openingsOf(db: Database, entry: TrailEntry): Promise<Disclosed[]> {
  const disclosable = Object.keys(entry.commitments).filter((field) => mayDisclose(entry, field))
  if (disclosable.length === 0) return []
  const openings = await listOpenings(db, entry.eventId)
  return openings
    .filter(({ field }) => disclosable.includes(field))
    .map(({ field, value, salt }) => ({ eventId: entry.eventId, field, value, salt }))
}

const isWhole = (entry: TrailEntry, openings: readonly Disclosed[]) =>
  openings.length === Object.keys(entry.commitments).filter((field) => mayDisclose(entry, field)).length

/** The sentences that entries name by their hash. */
function statementsOf(entries: readonly TrailEntry[]): NamedText[] {
  const hashes = new Set(entries.flatMap(({ intentStatement }) => intentStatement?.hash ?? []))
  return Object.values(INTENT_STATEMENTS)
    .filter((text) => hashes.has(digestOfText(text)))
    .map((text) => ({ kind: 'txt', text }))
}
