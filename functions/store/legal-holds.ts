import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { PersonId } from '../domain/ids.ts'
import { type HoldDecision, type HoldsOfPerson, holdsOfPersonSchema, noHolds } from '../domain/legal-hold.ts'
import { type Database, getRow, queryAll, toItem, transact } from './database.ts'
import { erasureKey, holdsKey } from './keys.ts'
import { commitRegisterEvent } from './register.ts'

export async function findHolds(db: Database, personId: PersonId): Promise<HoldsOfPerson> {
  const row = await getRow(db, holdsKey(personId))
  return row === undefined ? noHolds(personId) : holdsOfPersonSchema.parse(row)
}

/** Everybody on whom a hold stands. */
export async function listHolds(db: Database): Promise<HoldsOfPerson[]> {
  const rows = await queryAll(db, 'HOLDS', { consistent: true })
  return rows.map((row) => holdsOfPersonSchema.parse(row)).filter(({ holds }) => holds.length > 0)
}

/** Writes a decision about holds, with its entry in the register. `false` when somebody was quicker. */
export async function commitHoldChange(db: Database, decision: HoldDecision): Promise<boolean> {
  const items = [holdsPut(db, decision), notErased(db, decision.after.personId)]
  if (decision.event === undefined) return transact(db, items)
  return (await commitRegisterEvent(db, decision.event, items)) !== undefined
}

function holdsPut(db: Database, { before, after }: HoldDecision): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...holdsKey(after.personId), ...after }),
      ...(before.version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: marshall({ ':version': before.version }),
          }),
    },
  }
}

/** A hold that comes after the end would promise what is not there. */
function notErased(db: Database, personId: PersonId): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: db.tables.records,
      Key: marshall(erasureKey(personId)),
      ConditionExpression: 'attribute_not_exists(pk) OR #status <> :erased',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':erased': 'erased' }),
    },
  }
}

const NONE_STANDS = {
  // A row without holds stays, so that its version goes on counting.
  ConditionExpression: 'attribute_not_exists(pk) OR size(#holds) = :zero',
  ExpressionAttributeNames: { '#holds': 'holds' },
  ExpressionAttributeValues: marshall({ ':zero': 0 }),
}

/** Stands in every transaction that erases something: a hold stops the very next write, whenever it comes. */
export function noHoldStands(db: Database, personId: PersonId): TransactWriteItem {
  return {
    ConditionCheck: { TableName: db.tables.records, Key: marshall(holdsKey(personId)), ...NONE_STANDS },
  }
}

/** The same for the last write, which takes the row with it. */
export function holdsDelete(db: Database, personId: PersonId): TransactWriteItem {
  return { Delete: { TableName: db.tables.records, Key: marshall(holdsKey(personId)), ...NONE_STANDS } }
}
