import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { CountName, Counts } from '../domain/counts.ts'
import type { CycleId, ReviewId } from '../domain/ids.ts'
import { type Database, queryAll } from './database.ts'
import { COUNT_SHARDS, countsKey } from './keys.ts'

/** Part of a business transaction. The shard follows from the review, so one review never meets itself elsewhere. */
export function addToCounts(
  db: Database,
  cycleId: CycleId,
  reviewId: ReviewId,
  counts: Counts,
): TransactWriteItem {
  const names = Object.keys(counts)
  const shard = Number.parseInt(reviewId.slice(-4), 36) % COUNT_SHARDS
  return {
    Update: {
      TableName: db.tables.records,
      Key: marshall(countsKey(cycleId, shard)),
      UpdateExpression: `ADD ${names.map((_, index) => `#n${index} :n${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
      ExpressionAttributeValues: marshall(
        Object.fromEntries(names.map((name, index) => [`:n${index}`, counts[name as CountName]])),
      ),
    },
  }
}

/** The sums over all shards, read consistently: decisions hang on them. */
export async function readCounts(db: Database, cycleId: CycleId): Promise<Counts> {
  const rows = await queryAll(db, `CYCLE#${cycleId}`, { skPrefix: 'COUNTS#', consistent: true })
  const sums: Record<string, number> = {}
  for (const { pk: _pk, sk: _sk, ...numbers } of rows) {
    for (const [name, value] of Object.entries(numbers)) sums[name] = (sums[name] ?? 0) + Number(value)
  }
  return sums as Counts
}
