import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { PersonId } from '../domain/ids.ts'
import { type Database, getRow, toItem } from './database.ts'
import { doorIndexKey, sessionKey } from './keys.ts'

/** Sessions by the SHA-256 of their secret. What a session holds is the web's business; here it is a row that expires. */
export async function putSession(
  db: Database,
  hash: string,
  session: { expiresAt: string; personId?: PersonId } & Record<string, unknown>,
): Promise<void> {
  const key = sessionKey(hash)
  await db.client.send(
    new PutItemCommand({
      TableName: db.tables.records,
      Item: toItem({
        ...key,
        ...(session.personId === undefined ? {} : doorIndexKey(session.personId, key)),
        session,
        ttl: Math.floor(Date.parse(session.expiresAt) / 1000),
      }),
    }),
  )
}

export async function findSession(db: Database, hash: string): Promise<unknown> {
  const row = await getRow(db, sessionKey(hash))
  return row?.session
}

export async function deleteSession(db: Database, hash: string): Promise<void> {
  await db.client.send(
    new DeleteItemCommand({ TableName: db.tables.records, Key: marshall(sessionKey(hash)) }),
  )
}
