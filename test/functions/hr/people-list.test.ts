import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import type { Database } from '../../../functions/store/database.ts'
import { markMailTrouble } from '../../../functions/store/mail-trouble.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { loadDirectory } from '../../../functions/store/people-directory.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, startSmallCycle } from '../participant/small-cycle.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

let database: TestDatabase
let db: Database
let desk: HrDesk

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())
beforeEach(() => {
  db = database.db
  desk = openHrDesk(db, MONDAY)
})

let drawn = 0
function person(values: Partial<Person> = {}): Person {
  drawn += 1
  return {
    personId: db.mint.personId(),
    employeeId: `L${drawn}`,
    name: `Person ${drawn}`,
    email: `l${drawn}@example.com`,
    supervisorId: null,
    managerId: null,
    timeZone: 'Europe/Vienna',
    status: 'active',
    version: 1,
    ...values,
  }
}

const listed = async (query: string) =>
  ((await desk.hana.read(`/hr/people${query}`)) as { people: Person[] }).people.map(({ name }) => name)

describe('the list of people', () => {
  test('narrows by value, supervisor, status and what needs a look, and says so in its address', async () => {
    const lead = person({ name: 'Lea Filter', department: 'Filtering', status: 'left' })
    const agents = [
      person({ name: 'Ana Filter', department: 'Filtering', location: 'Graz', supervisorId: lead.personId }),
      person({
        name: 'Bo Filter',
        department: 'Filtering',
        location: 'Linz',
        tenure: 'new',
        jobTitle: 'Agent',
      }),
    ]
    await savePeople(db, [lead, ...agents])
    expect(await listed('?department=Filtering')).toEqual(['Ana Filter', 'Bo Filter', 'Lea Filter'])
    expect(await listed('?department=Filtering&location=Graz')).toEqual(['Ana Filter'])
    expect(await listed('?department=Filtering&tenure=new&jobTitle=Agent')).toEqual(['Bo Filter'])
    expect(await listed(`?supervisor=${lead.personId}`)).toEqual(['Ana Filter'])
    expect(await listed('?department=Filtering&status=left')).toEqual(['Lea Filter'])
    expect(await listed('?department=Filtering&look=no-supervisor&status=active')).toEqual(['Bo Filter'])
    expect(await listed('?department=Filtering&look=supervisor-left')).toEqual(['Ana Filter'])
    expect(await listed('?q=filter+ana')).toEqual(['Ana Filter'])

    const page = await desk.hana.open('/hr/people?department=Filtering&q=&location=&status=active')
    expect(page.words).toContain('2 people')
    expect(page.document.querySelector('details')?.hasAttribute('open')).toBe(true)
    expect(page.document.querySelector('[name=department] [selected]')?.getAttribute('value')).toBe(
      'Filtering',
    )
    const link = page.document.querySelector('a[href^="/hr/people/export"]')?.getAttribute('href')
    expect(link).toBe('/hr/people/export?department=Filtering&status=active')
    expect((await desk.hana.open('/hr/people?department=Nowhere')).words).toContain('Nobody fits all of this')
    expect((await desk.hana.open('/hr/people?sort=shoe-size')).status).toBe(400)
  })

  test('finds those whom mail does not reach', async () => {
    const { cycle, people } = await startSmallCycle(db)
    expect(await listed('?look=mail-trouble')).toEqual([])
    await markMailTrouble(db, cycle.cycleId, people.rita.personId, {
      kind: 'bounced',
      at: MONDAY.toISOString(),
    })
    expect(await listed('?look=mail-trouble')).toEqual([people.rita.name])
  })

  test('downloads as a file that opens inert, with what the filter left', async () => {
    const lead = person({ name: 'Lee Export', department: 'Exporting' })
    const evil = person({
      name: '=HYPERLINK("http://x")',
      department: 'Exporting',
      supervisorId: lead.personId,
    })
    await savePeople(db, [lead, evil])
    const download = await desk.hana.open('/hr/people/export?department=Exporting')
    expect(download.html.startsWith('\ufeffEmployee ID,Name,')).toBe(true)
    expect(download.html.endsWith('\r\n')).toBe(true)
    const rows: Record<string, string>[] = parse(download.html, { bom: true, columns: true })
    expect(rows).toMatchObject([
      {
        Name: '\'=HYPERLINK("http://x")',
        'Supervisor ID': lead.employeeId,
        Supervisor: 'Lee Export',
        Status: 'active',
      },
      { Name: 'Lee Export', 'Supervisor ID': '', Supervisor: '' },
    ])
  })
})

describe('what a process keeps of the people', () => {
  /** Another instance of the function: a client of its own on the same tables. */
  async function another(): Promise<Database> {
    const endpoint = await db.client.config.endpoint?.()
    if (endpoint === undefined) throw new Error('The test client has no endpoint')
    const credentials = { accessKeyId: 'Test', secretAccessKey: 'test' }
    return { ...db, client: new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials }) }
  }

  test('is the same value until somebody writes, and never older than the last write', async () => {
    const other = await another()
    await savePeople(db, [person({ name: 'First Written' })])
    const before = await loadDirectory(other)
    expect(await loadDirectory(other)).toBe(before)
    const added = person({ name: 'Second Written' })
    await savePeople(db, [added])
    expect((await loadDirectory(other)).find(added.personId)).toEqual(added)
    expect(before.find(added.personId)).toBeUndefined()
  })

  test('shows each of many concurrent writers everything that was committed before it looked', async () => {
    const instances = await Promise.all(Array.from({ length: 3 }, another))
    const committed = new Map<string, number>()
    const write = async (instance: Database) => {
      const mine = person()
      for (let version = 1; version <= 5; version += 1) {
        const known = new Map(committed)
        expect(await savePeople(instance, [{ ...mine, name: `Version ${version}`, version }])).toEqual([])
        committed.set(mine.personId, version)
        const seen = await loadDirectory(instances[(version + 1) % instances.length] ?? instance)
        expect(seen.find(mine.personId)?.version).toBe(version)
        for (const [personId, least] of known)
          expect(seen.find(personId)?.version).toBeGreaterThanOrEqual(least)
      }
    }
    await Promise.all([...instances, ...instances].map(write))
  }, 30_000)
})
