import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { type CycleId, cycleIdSchema, type PersonId, personIdSchema } from '../domain/ids.ts'
import { type Participant, participantSchema } from '../domain/participant.ts'
import { type Database, queryAll, transact, untilCommitted } from './database.ts'
import { mailTroubleKey, participantKey } from './keys.ts'
import { findParticipant } from './participants.ts'

export type MailTrouble = NonNullable<Participant['mailTrouble']> & { cycleId: CycleId; personId: PersonId }

/** Says of a participant that mail does not reach them, on their row and on the list; nothing when they take no part. */
export async function markMailTrouble(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  { kind, at }: NonNullable<Participant['mailTrouble']>,
): Promise<void> {
  const update = (key: Record<string, string>, expression: string, values: Record<string, unknown>) => ({
    Update: {
      TableName: db.tables.records,
      Key: marshall(key),
      UpdateExpression: expression,
      ExpressionAttributeValues: marshall(values),
    },
  })
  const onRow = update({ ...participantKey(cycleId, personId) }, 'SET mailTrouble = :trouble', {
    ':trouble': { kind, at },
  })
  const onList = update(
    { ...mailTroubleKey(cycleId, personId) },
    'SET cycleId = :cycle, personId = :person, kind = :kind, troubleAt = :at',
    { ':cycle': cycleId, ':person': personId, ':kind': kind, ':at': at },
  )
  const both = [{ Update: { ...onRow.Update, ConditionExpression: 'attribute_exists(pk)' } }, onList]
  await untilCommitted(async () => {
    if (await transact(db, both)) return true
    // Without a participant there is nobody to mark; else somebody else was at the row.
    return (await findParticipant(db, cycleId, personId)) === undefined ? true : undefined
  })
}

/** Takes somebody off the list, for the transaction that takes the trouble off their row. */
export function mailTroubleEnd(db: Database, cycleId: CycleId, personId: PersonId): TransactWriteItem {
  return {
    Delete: { TableName: db.tables.records, Key: marshall(mailTroubleKey(cycleId, personId)) },
  }
}

/** Everybody whom mail of some cycle does not reach, of cycles that are over too, the oldest first. A few rows. */
export async function listMailTrouble(db: Database): Promise<MailTrouble[]> {
  const rows = await queryAll(db, 'MAILTROUBLE', { consistent: true })
  return rows
    .map(({ cycleId, personId, kind, troubleAt }) => ({
      cycleId: cycleIdSchema.parse(cycleId),
      personId: personIdSchema.parse(personId),
      kind: participantSchema.shape.mailTrouble.unwrap().shape.kind.parse(kind),
      at: String(troubleAt),
    }))
    .sort((one, other) => (one.at < other.at ? -1 : 1))
}
