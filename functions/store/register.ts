import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { chainHeadSchema } from '../domain/review.ts'
import type { Receipt } from '../domain/step.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { plainEvent } from '../domain/workflow-event.ts'
import { type Database, getRow, toItem, transact, untilCommitted } from './database.ts'
import { entryKey, REGISTER_KEY } from './keys.ts'
import { getTrailRow } from './log-state.ts'
import { appendEntry } from './trail.ts'

/** The chain of what concerns the whole app: erasures, holds, heartbeats. */
export const registerSchema = z.object({
  version: z.int().min(0),
  chain: chainHeadSchema,
  /** What earlier chains of the register are called, should it have begun anew; the oldest first. */
  earlier: z.array(z.string()).optional(),
})
export type Register = z.infer<typeof registerSchema>

/** The register as it stands; a new one, which no row holds yet, before its first entry. */
export async function loadRegister(db: Database): Promise<Register> {
  const row = await getRow(db, REGISTER_KEY)
  if (row !== undefined) return registerSchema.parse(row)
  return { version: 0, chain: newChain(db) }
}

/** What the trail calls each chain of the register, the newest first; there is one unless it had to begin anew. */
export const registerSubjects = ({ chain, earlier = [] }: Register): string[] => [
  chain.subjectRef,
  ...earlier.toReversed(),
]

const newChain = (db: Database): Register['chain'] => ({
  subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
  seq: 0,
  lastHash: null,
})

/**
 * Begins the register anew when an entry of it was set aside, behind which nothing can go into the log: in another chain, whose
 * first entry is a heartbeat that names the chain before. So the app never falls silent, and both chains are whole.
 * @param setAside leaf hashes, hex.
 * @param at ISO instant.
 */
export async function renewRegister(db: Database, setAside: readonly string[], at: string): Promise<void> {
  const rows = await Promise.all(setAside.map((hash) => getTrailRow(db, entryKey(hash))))
  const subjects = new Set(rows.map((row) => row?.subjectRef))
  await untilCommitted(async () => {
    const { version, chain, earlier = [] } = await loadRegister(db)
    const isHit = subjects.has(chain.subjectRef) || setAside.some((hash) => hash === chain.lastHash)
    if (!isHit) return true
    const event = plainEvent(
      'log.heartbeat',
      `the register goes on here: an entry of the chain before, ${chain.subjectRef}, was set aside`,
      { at },
    )
    const successor: Register = {
      version,
      chain: newChain(db),
      earlier: [...earlier, chain.subjectRef],
    }
    return (await commitRegisterEvent(db, event, [], successor)) && true
  })
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
  const { version, chain, earlier } = before ?? (await loadRegister(db))
  const entry = appendEntry(db, event, { kind: 'register' }, chain)
  const register: TransactWriteItem = {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...REGISTER_KEY, version: version + 1, chain: entry.head, earlier }),
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
