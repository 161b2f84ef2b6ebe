import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { chainHeadSchema } from '../domain/review.ts'
import type { Receipt } from '../domain/step.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { type Database, getRow, toItem, transact } from './database.ts'
import { REGISTER_KEY } from './keys.ts'
import { appendEntry } from './trail.ts'

/** The chain of what concerns the whole app: erasures, holds, heartbeats. */
export const registerSchema = z.object({ version: z.int().min(0), chain: chainHeadSchema })
export type Register = z.infer<typeof registerSchema>

/** The register as it stands; a new one, which no row holds yet, before its first entry. */
export async function loadRegister(db: Database): Promise<Register> {
  const row = await getRow(db, REGISTER_KEY)
  if (row !== undefined) return registerSchema.parse(row)
  const subjectRef = Buffer.from(db.randomBytes(16)).toString('hex')
  return { version: 0, chain: { subjectRef, seq: 0, lastHash: null } }
}

/**
 * Appends an event to the register's chain, in one transaction with whatever else belongs to the act. `undefined` when
 * somebody was quicker or a condition of `moreItems` did not hold; then look again, decide and commit anew
 * (`untilCommitted`).
 * @param moreItems at most 90 further writes; the entry needs three and one for each person it is about.
 * @param before the register that the decision rests on; read when left out.
 */
export async function commitRegisterEvent(
  db: Database,
  event: TrailEvent,
  moreItems: readonly TransactWriteItem[] = [],
  before?: Register,
): Promise<Receipt | undefined> {
  const { version, chain } = before ?? (await loadRegister(db))
  const entry = appendEntry(db, event, { kind: 'register' }, chain)
  const register: TransactWriteItem = {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...REGISTER_KEY, version: version + 1, chain: entry.head }),
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: marshall({ ':version': version }),
          }),
    },
  }
  return (await transact(db, [register, ...entry.items, ...moreItems])) ? entry.receipt : undefined
}
