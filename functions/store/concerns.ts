import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { type Concern, concernSchema, settleConcern } from '../domain/concern.ts'
import type { ConcernId, CycleId, PersonId, ReviewId } from '../domain/ids.ts'
import type { Officer } from '../domain/officer.ts'
import { type Database, getRow, queryAll, toItem, transact } from './database.ts'
import { openConcernKey, settledConcernKey } from './keys.ts'

/** Everything that waits for an answer of HR, whatever its cycle, the oldest first. */
export async function listOpenConcerns(db: Database): Promise<Concern[]> {
  const rows = await queryAll(db, 'CONCERNS', { consistent: true })
  return rows.map((row) => concernSchema.parse(row)).sort(byTime)
}

/** Everything of one cycle that has been answered, the oldest first. */
export async function listSettledConcerns(db: Database, cycleId: CycleId): Promise<Concern[]> {
  const rows = await queryAll(db, `CYCLE#${cycleId}`, { skPrefix: 'CONCERN#', consistent: true })
  return rows.map((row) => concernSchema.parse(row)).sort(byTime)
}

/** Undefined when there is none, and when it has been answered. */
export async function findOpenConcern(db: Database, concernId: ConcernId): Promise<Concern | undefined> {
  const row = await getRow(db, openConcernKey(concernId))
  return row && concernSchema.parse(row)
}

/** The write that raises a concern, for the transaction of the act that it comes with. */
export function concernPut(db: Database, concern: Concern): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...openConcernKey(concern.concernId), ...concern }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/**
 * The writes that settle a concern, for the transaction of the act that answers it. They fail it when somebody else has
 * settled the same one meanwhile: then look again.
 */
export function concernSettlement(
  db: Database,
  concern: Concern,
  act: { at: string; by?: Officer },
): TransactWriteItem[] {
  const { cycleId, concernId } = concern
  return [
    {
      Delete: {
        TableName: db.tables.records,
        Key: marshall(openConcernKey(concernId)),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...settledConcernKey(cycleId, concernId), ...settleConcern(concern, act) }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ]
}

/** Raises a concern that belongs to no other act. */
export async function saveConcern(db: Database, concern: Concern): Promise<void> {
  if (!(await transact(db, [concernPut(db, concern)])))
    throw new Error(`There is a concern ${concern.concernId} already`)
}

/** Settles one that needs no other act: HR has read it. `false` when somebody else has settled it. */
export function commitConcernSettled(
  db: Database,
  concern: Concern,
  act: { at: string; by: Officer },
): Promise<boolean> {
  return transact(db, concernSettlement(db, concern, act))
}

/**
 * Deletes what was raised by or about a person, or about a review of theirs.
 * @param of a cycle that they have a part in; open concerns of other cycles are not looked at.
 */
export async function concernErasures(
  db: Database,
  of: { cycleId: CycleId; personId: PersonId; ownReviews: readonly ReviewId[] },
): Promise<TransactWriteItem[]> {
  const [open, settled] = await Promise.all([listOpenConcerns(db), listSettledConcerns(db, of.cycleId)])
  const isTheirs = ({ cycleId, aboutId, reviewId }: Concern) =>
    cycleId === of.cycleId &&
    (aboutId === of.personId || (reviewId !== undefined && of.ownReviews.includes(reviewId)))
  return [
    ...open.filter(isTheirs).map(({ concernId }) => openConcernKey(concernId)),
    ...settled.filter(isTheirs).map(({ cycleId, concernId }) => settledConcernKey(cycleId, concernId)),
  ].map((key) => ({ Delete: { TableName: db.tables.records, Key: marshall(key) } }))
}

const byTime = (one: Concern, other: Concern) =>
  one.at === other.at ? (one.concernId < other.concernId ? -1 : 1) : one.at < other.at ? -1 : 1
