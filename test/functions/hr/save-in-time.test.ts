import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveInTime } from '../../../functions/hr/save-in-time.ts'
import { listPeople } from '../../../functions/store/people.ts'
import { person } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())

test('a company too big for one turn is saved in several, each going on where the last one stopped', async () => {
  const { db } = database
  const company = Array.from({ length: 1100 }, (_, number) => person(number))
  expect(await saveInTime(db, { people: company }, () => true)).toEqual({ tried: 500, lost: [] })
  expect(await listPeople(db)).toHaveLength(500)

  let looks = 0
  expect(await saveInTime(db, { people: company.slice(500) }, () => ++looks > 1)).toEqual({
    tried: 600,
    lost: [],
  })
  expect(await listPeople(db)).toHaveLength(1100)
}, 60_000)

test('nothing to save is done at once', async () => {
  expect(await saveInTime(database.db, { people: [] }, () => true)).toEqual({ tried: 0, lost: [] })
})
