import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { ParticipantDecision } from '../domain/participation.ts'
import type { Database } from './database.ts'
import { participantKey } from './keys.ts'

/** What a change of state may set, or take away. The rest of the row is the mailer's and stays as it is. */
const FIELDS = ['state', 'stateReason', 'pausedAt', 'returnOn', 'linkGeneration'] as const

/** The write of a participant's new state, guarded by the state and the links that it was decided on. */
export function participantUpdate(
  db: Database,
  { before, after }: Pick<ParticipantDecision, 'before' | 'after'>,
): TransactWriteItem {
  const set = FIELDS.filter((field) => after[field] !== undefined)
  const removed = FIELDS.filter((field) => after[field] === undefined)
  return {
    Update: {
      TableName: db.tables.records,
      Key: marshall(participantKey(after.cycleId, after.personId)),
      UpdateExpression: [
        `SET ${set.map((field) => `#${field} = :${field}`).join(', ')}`,
        ...(removed.length === 0 ? [] : [`REMOVE ${removed.map((field) => `#${field}`).join(', ')}`]),
      ].join(' '),
      ConditionExpression: '#state = :before AND #linkGeneration = :generation',
      ExpressionAttributeNames: Object.fromEntries(FIELDS.map((field) => [`#${field}`, field])),
      ExpressionAttributeValues: marshall({
        ...Object.fromEntries(set.map((field) => [`:${field}`, after[field]])),
        ':before': before.state,
        ':generation': before.linkGeneration,
      }),
    },
  }
}
