import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import {
  type beginErasure,
  type Erasure,
  type ErasureDecision,
  type ErasureIn,
  erasureSchema,
  finishErasure,
  personErased,
} from '../domain/erasure.ts'
import type { PersonId } from '../domain/ids.ts'
import { type Database, getRow, queryAll, toItem, transact } from './database.ts'
import { erasedEventsKey, erasureKey } from './keys.ts'
import { holdsDelete, noHoldStands } from './legal-holds.ts'
import { peopleWrites, tombstoneWrites } from './people.ts'
import { commitRegisterEvent } from './register.ts'

export async function findErasure(db: Database, personId: PersonId): Promise<Erasure | undefined> {
  const row = await getRow(db, erasureKey(personId))
  return row && erasureSchema.parse(row)
}

/** All that there ever were, in no particular order. */
export async function listErasures(db: Database): Promise<Erasure[]> {
  const rows = await queryAll(db, 'ERASURES', { consistent: true })
  return rows.map((row) => erasureSchema.parse(row))
}

/**
 * Writes what HR has decided about an erasure, with its entry in the register: only while no hold stands, except that it may
 * always be withdrawn. `false` when somebody was quicker.
 */
export async function commitErasureChange(
  db: Database,
  { before, after, event, person }: ErasureDecision,
): Promise<boolean> {
  const receipt = await commitRegisterEvent(db, event, [
    erasurePut(db, before, after),
    ...(after.status === 'withdrawn' ? [] : [noHoldStands(db, after.personId)]),
    ...(person === undefined ? [] : peopleWrites(db, [person])),
  ])
  return receipt !== undefined
}

/** From here on there is no way back. `false` when a hold, an import or a withdrawal was quicker. */
export async function commitErasureBegin(
  db: Database,
  { before, after, person }: Exclude<ReturnType<typeof beginErasure>, { refused: true }>,
): Promise<boolean> {
  return transact(db, [
    erasurePut(db, before, after),
    noHoldStands(db, after.personId),
    ...tombstoneWrites(db, person, after.begunAt),
  ])
}

/** Notes how far the erasure has come. `false` when another run was quicker. */
export async function saveErasing(
  db: Database,
  before: ErasureIn<'erasing'>,
  after: ErasureIn<'erasing'>,
): Promise<boolean> {
  return transact(db, [erasurePut(db, before, after)])
}

/** One stroke of an erasure: rows that go or change, and the events whose values go with them. */
export interface ErasureStroke {
  items: readonly TransactWriteItem[]
  events: readonly string[]
}

/**
 * Erases a stroke, whole or not at all, and notes its events, so that the entry at the end names each of them however often
 * the work was broken off. `false` when a hold stands, or when something of it has changed meanwhile.
 */
export async function commitStroke(
  db: Database,
  { personId, erasureId }: ErasureIn<'erasing'>,
  { items, events }: ErasureStroke,
): Promise<boolean> {
  const random = Buffer.from(db.randomBytes(16)).toString('hex')
  return transact(db, [
    noHoldStands(db, personId),
    ...items,
    ...(events.length === 0
      ? []
      : [
          {
            Put: {
              TableName: db.tables.records,
              Item: toItem({ ...erasedEventsKey(erasureId, random), events }),
            },
          },
        ]),
  ])
}

/** An entry names at most so many events: 500 of them take about 20 KB of the 64 that an entry may have. */
export const MOST_EVENTS = 500

/**
 * Writes the entries that say what was erased, and with the last of them that the erasure is done. What is told is forgotten
 * in the same transaction, so breaking off tells nothing twice. `false` when a hold stands or somebody was quicker.
 */
export async function commitErasureEnd(
  db: Database,
  erasure: ErasureIn<'erasing'>,
  at: string,
): Promise<boolean> {
  const noted = (
    await queryAll(db, `ERASURE#${erasure.erasureId}`, { skPrefix: 'EVENTS#', consistent: true })
  ).map((row) => ({ sk: String(row.sk), events: (row.events as unknown[]).map(String) }))
  for (;;) {
    const told = takeWhole(noted)
    const isLast = noted.length === 0
    const receipt = await commitRegisterEvent(
      db,
      personErased(
        erasure,
        told.flatMap(({ events }) => events),
        { at },
      ),
      [
        ...told.map(({ sk }) => notedDelete(db, erasure.erasureId, sk)),
        ...(isLast
          ? [holdsDelete(db, erasure.personId), erasurePut(db, erasure, finishErasure(erasure, { at }))]
          : [noHoldStands(db, erasure.personId), stillErasing(db, erasure)]),
      ],
    )
    if (receipt === undefined) return false
    if (isLast) return true
  }
}

/** Takes as many notes off the list as one entry can name. */
function takeWhole<Noted extends { events: readonly string[] }>(noted: Noted[]): Noted[] {
  const taken: Noted[] = []
  let count = 0
  for (let next = noted[0]; next !== undefined; next = noted[0]) {
    count += next.events.length
    if (taken.length > 0 && (count > MOST_EVENTS || taken.length >= MOST_NOTES)) break
    taken.push(next)
    noted.shift()
  }
  return taken
}

/** A register's transaction has room for 90 writes beside its own. */
const MOST_NOTES = 80

function notedDelete(db: Database, erasureId: string, sk: string): TransactWriteItem {
  return {
    Delete: {
      TableName: db.tables.records,
      Key: marshall({ pk: erasedEventsKey(erasureId, '').pk, sk }),
      ConditionExpression: 'attribute_exists(pk)',
    },
  }
}

function stillErasing(db: Database, { personId, version }: Erasure): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: db.tables.records,
      Key: marshall(erasureKey(personId)),
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: marshall({ ':version': version }),
    },
  }
}

function erasurePut(db: Database, before: Erasure | undefined, after: Erasure): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...erasureKey(after.personId), ...after }),
      ...(before === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version AND #status = :status',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: marshall({ ':version': before.version, ':status': before.status }),
          }),
    },
  }
}
