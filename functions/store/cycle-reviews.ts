import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Counts } from '../domain/counts.ts'
import { CycleReviews } from '../domain/cycle-reviews.ts'
import type { CycleId } from '../domain/ids.ts'
import { reviewSchema } from '../domain/review.ts'
import { readCountsAndMarks, type Slot } from './counts.ts'
import { type Database, queryAll } from './database.ts'
import { reviewKey } from './keys.ts'
import { EVERY_REVIEW, listReviews } from './reviews.ts'

interface Kept {
  marks: ReadonlyMap<Slot, number>
  reviews: Promise<CycleReviews>
}

/** What this process has read, by client, table and cycle; the least lately used goes first. */
const kept = new WeakMap<DynamoDBClient, Map<string, Kept>>()

/** A function instance has room for the reviews of so many cycles: those under way, and one that is looked up. */
const MOST_CYCLES = 6

/** From so many changed slots on, reading all reviews in one go is quicker than asking for each slot. */
const MOST_SLOTS = 40

/**
 * All reviews of a cycle, as of now, with its counters. A cycle of 1,371 reviews is two megabytes, so a process keeps what it
 * has read. Each transaction that writes a review marks its slot on the rows of the counters, which this reads first, and
 * consistently: then it reads again only the slots that have changed since, whichever process has written them.
 *
 * Marks before reviews: what is written in between is read twice, and nothing is missed.
 */
export async function loadCycleReviews(
  db: Database,
  cycleId: CycleId,
): Promise<{ reviews: CycleReviews; counts: Counts }> {
  const { counts, marks } = await readCountsAndMarks(db, cycleId)
  const ofClient = kept.get(db.client) ?? new Map<string, Kept>()
  kept.set(db.client, ofClient)
  const name = `${db.tables.records} ${cycleId}`
  const known = ofClient.get(name)
  const now: Kept = { marks, reviews: readAnew(db, cycleId, known, marks) }
  ofClient.delete(name)
  ofClient.set(name, now)
  const [oldest] = ofClient.keys()
  if (ofClient.size > MOST_CYCLES && oldest !== undefined) ofClient.delete(oldest)
  // What could not be read is forgotten; whoever waits for it is told.
  now.reviews.catch(() => ofClient.get(name) === now && ofClient.delete(name))
  return { counts, reviews: await now.reviews }
}

async function readAnew(
  db: Database,
  cycleId: CycleId,
  known: Kept | undefined,
  marks: ReadonlyMap<Slot, number>,
): Promise<CycleReviews> {
  if (known === undefined) return readAll(db, cycleId)
  const changed = [...marks].flatMap(([slot, mark]) => (known.marks.get(slot) === mark ? [] : slot))
  if (changed.length > MOST_SLOTS) return readAll(db, cycleId)
  const [before, ...slots] = await Promise.all([
    known.reviews,
    ...changed.map((slot) => readSlot(db, cycleId, slot)),
  ])
  return before.with(slots.flat())
}

async function readAll(db: Database, cycleId: CycleId): Promise<CycleReviews> {
  return CycleReviews.of((await listReviews(db, cycleId, EVERY_REVIEW)).reviews)
}

async function readSlot(db: Database, cycleId: CycleId, slot: Slot) {
  const { pk, sk } = reviewKey(cycleId, `rev_${slot}` as Parameters<typeof reviewKey>[1])
  const rows = await queryAll(db, pk, { skPrefix: sk, consistent: true })
  return rows.map((row) => reviewSchema.parse(row))
}
