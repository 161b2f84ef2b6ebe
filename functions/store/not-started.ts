import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { CycleId, ReviewId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { cycleKey } from './keys.ts'

/** Notes on the cycle which of its reviews did not begin. A finding, not anybody's act, so the trail has no entry of it. */
export async function markNotStarted(
  db: Database,
  cycleId: CycleId,
  reviewIds: readonly ReviewId[],
): Promise<void> {
  await db.client.send(
    new UpdateItemCommand({
      TableName: db.tables.records,
      Key: marshall(cycleKey(cycleId)),
      // The new version makes an act that has read the row before this decide again instead of undoing it.
      UpdateExpression: 'SET notStarted = :ids ADD version :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: marshall({ ':ids': reviewIds, ':one': 1 }),
    }),
  )
}
