import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { PersonId } from '../domain/ids.ts'
import type { Person } from '../domain/person.ts'
import { type Database, getRow, getRows, toItem, transact, untilCommitted } from './database.ts'
import { personKey } from './keys.ts'
import { loadDirectory, stampPut } from './people-directory.ts'
import { personIn, tombstoneSchema } from './person-row.ts'

export async function findPerson(db: Database, personId: PersonId): Promise<Person | undefined> {
  const row = await getRow(db, personKey(personId))
  return row && personIn(row)
}

/** Since when somebody is erased; undefined for somebody who is there, or never was. */
export async function findErasedAt(db: Database, personId: PersonId): Promise<string | undefined> {
  const row = await getRow(db, personKey(personId))
  return tombstoneSchema.safeParse(row).data?.erasedAt
}

export async function findPeople(
  db: Database,
  personIds: readonly PersonId[],
): Promise<Map<PersonId, Person>> {
  const rows = await getRows(db, [...new Set(personIds)].map(personKey))
  return new Map(rows.flatMap((row) => personIn(row) ?? []).map((person) => [person.personId, person]))
}

/** Everybody, by name, as of now. Lists that only look things up ask `loadDirectory` and need no copy. */
export async function listPeople(db: Database): Promise<Person[]> {
  return [...(await loadDirectory(db)).people]
}

/** The writes of people, each new (version 1) or guarded by the version before, with the stamp that tells everybody of it. */
export function peopleWrites(db: Database, people: readonly Person[]): TransactWriteItem[] {
  return people.length === 0 ? [] : [...people.map((person) => personPut(db, person)), stampPut(db)]
}

function personPut(db: Database, person: Person): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...personKey(person.personId), ...person }),
      ...(person.version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :before',
            ExpressionAttributeValues: marshall({ ':before': person.version - 1 }),
          }),
    },
  }
}

/** Puts the tombstone in a person's place, if they are still as they were read. */
export function tombstoneWrites(db: Database, person: Person, erasedAt: string): TransactWriteItem[] {
  const { personId, version } = person
  return [
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...personKey(personId), personId, erasedAt }),
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: marshall({ ':before': version }),
      },
    },
    stampPut(db),
  ]
}

/** A transaction takes 100 writes; one is the stamp. */
const PEOPLE_AT_ONCE = 99

/**
 * Writes people that are new (version 1) or changed (each guarded by the version before it), in groups, each group whole.
 * @returns the people of groups that were not written because somebody else had changed one of their rows.
 */
export async function savePeople(db: Database, people: readonly Person[]): Promise<Person[]> {
  const lost: Person[] = []
  for (let start = 0; start < people.length; start += PEOPLE_AT_ONCE) {
    const group = people.slice(start, start + PEOPLE_AT_ONCE)
    const outcome = await untilCommitted(async () => {
      if (await transact(db, peopleWrites(db, group))) return 'written'
      return (await anyStale(db, group)) ? 'lost' : undefined
    })
    if (outcome === 'lost') lost.push(...group)
  }
  return lost
}

/** Whether somebody else has written one of these rows; if not, a write that failed only met another one at the stamp. */
export async function anyStale(db: Database, people: readonly Person[]): Promise<boolean> {
  return (await stalePeople(db, people)).length > 0
}

/** Those of whom the row is not the one that this version would follow. */
export async function stalePeople(db: Database, people: readonly Person[]): Promise<Person[]> {
  const rows = await getRows(db, [...new Set(people.map(({ personId }) => personId))].map(personKey))
  const versions = new Map(rows.map((row) => [row.personId, row.version ?? 'erased']))
  return people.filter(({ personId, version }) => {
    const stored = versions.get(personId)
    return version === 1 ? stored !== undefined : stored !== version - 1
  })
}
