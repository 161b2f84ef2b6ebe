import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { ReviewStart } from '../domain/review-start.ts'
import { type Database, putRow, toItem } from './database.ts'
import { reviewStartKey, unmovedIndexKey } from './keys.ts'

/** Part of the transaction of the act that needs a workflow. The same start cannot be asked for twice. */
export function reviewStartPut(db: Database, start: ReviewStart): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({
        ...reviewStartKey(start.reviewId, start.name),
        ...start,
        ...unmovedIndexKey(start.askedAt),
      }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** The execution runs. Nothing else ever changes such a row, so writing this twice is writing it once. */
export async function markStarted(db: Database, { unmoved: _, ...start }: ReviewStart): Promise<void> {
  await putRow(db, { ...reviewStartKey(start.reviewId, start.name), ...start })
}
