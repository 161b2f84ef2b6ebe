import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import type { PersonId } from '../domain/ids.ts'
import { type Database, queryAll } from './database.ts'
import { openingKey } from './keys.ts'

/** The values that the vault keeps of one person for one event, by field. */
const fieldsSchema = z.record(z.string(), z.object({ value: z.string() }))
export type OpenedFields = z.infer<typeof fieldsSchema>

/** Read from the table itself, which knows at once what has gone; the index may still list it for a moment. */
export async function findOpening(
  db: Database,
  eventId: string,
  about: PersonId,
): Promise<OpenedFields | undefined> {
  const { Item } = await db.client.send(
    new GetItemCommand({
      TableName: db.tables.vault,
      Key: marshall(openingKey(eventId, about)),
      ConsistentRead: true,
    }),
  )
  return Item && fieldsSchema.parse(unmarshall(Item).fields)
}

/** Ids of all events for which the vault keeps something of this person. The index follows within a second or so. */
export async function listEventsAbout(db: Database, about: PersonId): Promise<string[]> {
  const rows = await queryAll(db, openingKey('', about).sk, {
    table: 'vault',
    index: 'byPerson',
    names: { pk: 'sk', sk: 'pk' },
  })
  return rows.map(({ pk }) => String(pk).slice('EVENT#'.length))
}

/** Part of an erasure. Fails where another run was quicker, so that each event is noted once. */
export function openingDelete(db: Database, eventId: string, about: PersonId): TransactWriteItem {
  return {
    Delete: {
      TableName: db.tables.vault,
      Key: marshall(openingKey(eventId, about)),
      ConditionExpression: 'attribute_exists(pk)',
    },
  }
}
