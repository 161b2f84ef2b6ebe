import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { PersonId } from '../domain/ids.ts'
import { type PersonRevision, personRevisionSchema } from '../domain/person-revision.ts'
import { type Database, queryAll, toItem } from './database.ts'
import { revisionKey } from './keys.ts'

/** Every change of a person, the oldest first. */
export async function listRevisions(db: Database, personId: PersonId): Promise<PersonRevision[]> {
  const { pk } = revisionKey(personId, 0)
  const rows = await queryAll(db, pk, { skPrefix: 'CHANGE#', consistent: true })
  return rows.map((row) => personRevisionSchema.parse(row))
}

/** Belongs into the transaction that changes the person. */
export function revisionPut(db: Database, revision: PersonRevision): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...revisionKey(revision.personId, revision.version), ...revision }),
    },
  }
}
