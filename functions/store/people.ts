import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { type PersonId, personIdSchema } from '../domain/ids.ts'
import { type Person, personSchema } from '../domain/person.ts'
import { type Database, getRow, getRows, queryAll, type Row, toItem, transact } from './database.ts'
import { personKey } from './keys.ts'

/**
 * What is left of a person who is erased: the id, and since when. A row that stands in the way of every write that was planned
 * before, and that no import finds again.
 */
export const tombstoneSchema = z.object({ personId: personIdSchema, erasedAt: z.string() })

/** Undefined for a tombstone: nobody reads a person in it. */
const personIn = (row: Row): Person | undefined =>
  row.erasedAt === undefined ? personSchema.parse(row) : undefined

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

/** One for all comparisons: `localeCompare` with a locale looks its rules up anew for each pair of names. */
const byName = new Intl.Collator('en')

/** Everybody, by name. A company of 1,371 is about half a megabyte: one query of two pages. */
export async function listPeople(db: Database): Promise<Person[]> {
  const rows = await queryAll(db, 'PEOPLE', { consistent: true })
  return rows.flatMap((row) => personIn(row) ?? []).sort((a, b) => byName.compare(a.name, b.name))
}

/** The write of one person, new (version 1) or guarded by the version before. */
export function personPut(db: Database, person: Person): TransactWriteItem {
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
export function tombstonePut(db: Database, person: Person, erasedAt: string): TransactWriteItem {
  const { personId, version } = person
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...personKey(personId), personId, erasedAt }),
      ConditionExpression: 'version = :before',
      ExpressionAttributeValues: marshall({ ':before': version }),
    },
  }
}

/**
 * Writes people that are new (version 1) or changed (each guarded by the version before it). Rows go in groups of a
 * hundred, each group whole; a second import of the same file finishes what a broken-off one began.
 * @returns the people of groups that were not written because somebody else had changed one of their rows.
 */
export async function savePeople(db: Database, people: readonly Person[]): Promise<Person[]> {
  const lost: Person[] = []
  for (let start = 0; start < people.length; start += 100) {
    const group = people.slice(start, start + 100)
    const done = await transact(
      db,
      group.map((person) => personPut(db, person)),
    )
    if (!done) lost.push(...group)
  }
  return lost
}
