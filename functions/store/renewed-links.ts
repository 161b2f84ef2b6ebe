import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { CycleId, PersonId } from '../domain/ids.ts'
import type { Occasion } from '../domain/participant.ts'
import type { Database } from './database.ts'
import { participantKey } from './keys.ts'
import { mailTroubleEnd } from './mail-trouble.ts'

/**
 * Revokes all links of a participant and makes room for one new mail: the occasion counts as not mailed yet, and the
 * trouble with earlier mails is forgotten, because HR says that the address is right now. Writes for the transaction
 * that leaves the entry about it.
 */
export function linksRenewal(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  occasion: Occasion,
): TransactWriteItem[] {
  const renewal: TransactWriteItem = {
    Update: {
      TableName: db.tables.records,
      Key: marshall(participantKey(cycleId, personId)),
      UpdateExpression: 'ADD linkGeneration :one REMOVE mailed.#occasion, mailTrouble',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#occasion': occasion },
      ExpressionAttributeValues: marshall({ ':one': 1 }),
    },
  }
  return [renewal, mailTroubleEnd(db, cycleId, personId)]
}
