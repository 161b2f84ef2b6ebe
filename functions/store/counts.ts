import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { CountName, Counts } from '../domain/counts.ts'
import type { CycleId, ReviewId } from '../domain/ids.ts'
import { type Database, queryAll } from './database.ts'
import { COUNT_SHARDS, countsKey } from './keys.ts'

/** The start of a review's random id, without its prefix: two hex digits, so 256 slots of a few reviews each. */
export type Slot = string

export const slotOf = (reviewId: ReviewId): Slot => reviewId.slice('rev_'.length, 'rev_'.length + 2)

/** Names of marks among the numbers of a row; no counter begins like this. */
const MARK = '~'

/**
 * Part of every transaction that writes a review, also where it counts nothing: it marks the review's slot as changed, and
 * whoever keeps reviews (cycle-reviews.ts) reads that slot again. One write for counters and mark together; its row follows
 * from the review, so one review never meets itself elsewhere.
 */
export function addToCounts(
  db: Database,
  cycleId: CycleId,
  reviewId: ReviewId,
  counts: Counts,
): TransactWriteItem {
  return additions(db, cycleId, shardOf(reviewId), { ...counts, [MARK + slotOf(reviewId)]: 1 })
}

/** The marks of several reviews that one transaction writes: one item a row, since a transaction takes none twice. */
export function markChanged(
  db: Database,
  cycleId: CycleId,
  reviewIds: readonly ReviewId[],
): TransactWriteItem[] {
  return [...Map.groupBy(reviewIds, shardOf)].map(([shard, ids]) =>
    additions(db, cycleId, shard, Object.fromEntries(ids.map((id) => [MARK + slotOf(id), 1]))),
  )
}

/** All reviews of a slot count on the same row. */
const shardOf = (reviewId: ReviewId): number => Number.parseInt(slotOf(reviewId), 36) % COUNT_SHARDS

function additions(
  db: Database,
  cycleId: CycleId,
  shard: number,
  numbers: Readonly<Record<string, number>>,
): TransactWriteItem {
  const names = Object.keys(numbers)
  return {
    Update: {
      TableName: db.tables.records,
      Key: marshall(countsKey(cycleId, shard)),
      UpdateExpression: `ADD ${names.map((_, index) => `#n${index} :n${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
      ExpressionAttributeValues: marshall(
        Object.fromEntries(names.map((name, index) => [`:n${index}`, numbers[name]])),
      ),
    },
  }
}

/** The sums over all shards, read consistently: decisions hang on them. */
export async function readCounts(db: Database, cycleId: CycleId): Promise<Counts> {
  return (await readCountsAndMarks(db, cycleId)).counts
}

/** The sums, and how often each slot has changed. */
export async function readCountsAndMarks(
  db: Database,
  cycleId: CycleId,
): Promise<{ counts: Counts; marks: ReadonlyMap<Slot, number> }> {
  const rows = await queryAll(db, `CYCLE#${cycleId}`, { skPrefix: 'COUNTS#', consistent: true })
  const counts: Partial<Record<CountName, number>> = {}
  const marks = new Map<Slot, number>()
  for (const { pk: _pk, sk: _sk, ...numbers } of rows) {
    for (const [name, value] of Object.entries(numbers)) {
      if (name.startsWith(MARK)) marks.set(name.slice(MARK.length), Number(value))
      else counts[name as CountName] = (counts[name as CountName] ?? 0) + Number(value)
    }
  }
  return { counts, marks }
}
