import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { Participant } from '../domain/participant.ts'
import { remindedBefore } from '../domain/reminder.ts'
import type { Database } from './database.ts'
import { participantKey } from './keys.ts'

/** Notes that HR has somebody reminded, for the transaction that leaves the entry; fails it where that was done within the hour. */
export function reminderMark(
  db: Database,
  { cycleId, personId }: Participant,
  at: string,
): TransactWriteItem {
  return {
    Update: {
      TableName: db.tables.records,
      Key: marshall(participantKey(cycleId, personId)),
      UpdateExpression: 'SET remindedAt = :at',
      ConditionExpression:
        'attribute_exists(pk) AND (attribute_not_exists(remindedAt) OR remindedAt <= :before)',
      ExpressionAttributeValues: marshall({ ':at': at, ':before': remindedBefore(at) }),
    },
  }
}
