import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import type { Database } from '../../../functions/store/database.ts'
import { listPeople } from '../../../functions/store/people.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { fieldsOf, type SeenPage } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

const NOW = new Date('2027-01-04T10:00:00.000Z')
let database: TestDatabase
let db: Database
let desk: HrDesk

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())

/** Everybody is in one partition, so each test starts from a company of its own by prefixing the employee IDs. */
let company = 0
beforeEach(() => {
  company += 1
  db = database.db
  desk = openHrDesk(db, NOW)
})

const id = (number: number) => `c${company}-${number}`
const mail = (name: string) => `${name}.${company}@example.com`

function smallFile(rows: readonly string[] = []): string {
  return [
    'Employee ID,Name,E-mail,Supervisor ID,Job title,Time zone',
    `${id(1)},Sam Idris,${mail('sam')},,Lead,Europe/Vienna`,
    `${id(2)},Rita Ferrão,${mail('rita')},${id(1)},Agent,Europe/Vienna`,
    ...rows,
  ].join('\n')
}

async function preview(
  content: string | Uint8Array<ArrayBuffer>,
  choices: Record<string, string> = {},
): Promise<SeenPage> {
  return desk.hana.upload(
    '/hr/people/import/preview',
    { name: 'people.csv', content },
    { defaultTimeZone: 'Europe/Vienna', emailDomain: '', ...choices },
  )
}

async function mine(): Promise<Person[]> {
  return (await listPeople(db)).filter(({ employeeId }) => employeeId.startsWith(`c${company}-`))
}

describe('a file with people', () => {
  test('is shown with its guesses, its values and its effect before anything is saved', async () => {
    const page = await preview(smallFile())
    expect(page.status).toBe(200)
    expect(page.words).toContain('New people 2')
    expect(page.words).toContain('Guessed from the heading.')
    expect(page.words).toContain('Such as Sam Idris, Rita Ferrão.')
    expect(page.words).toContain('Import: add 2')
    expect(await mine()).toEqual([])
  })

  test('is imported as it was shown, and a second time changes nothing', async () => {
    const page = await preview(smallFile())
    const done = await desk.hana.post('/hr/people/import', fieldsOf(page))
    expect(done).toMatchObject({ status: 303, location: '/hr/people?imported=2.0.0.0' })
    const [rita, sam] = await mine()
    expect(sam).toMatchObject({ name: 'Sam Idris', jobTitle: 'Lead', supervisorId: null, version: 1 })
    expect(rita).toMatchObject({ name: 'Rita Ferrão', email: mail('rita'), supervisorId: sam?.personId })
    const list = await desk.hana.open('/hr/people?imported=2.0.0.0')
    expect(list.words).toContain('2 added, 0 changed')

    const again = await desk.hana.post('/hr/people/import', fieldsOf(page))
    expect(again).toMatchObject({ status: 303, location: '/hr/people?imported=0.0.2.0' })
    expect(await mine()).toEqual([rita, sam])
    expect((await preview(smallFile())).words).toContain('There is nothing to import')
  })

  test('changes what differs and says from what to what', async () => {
    await desk.hana.post('/hr/people/import', fieldsOf(await preview(smallFile())))
    const page = await preview(smallFile().replace('Agent', 'Senior agent'))
    expect(page.words).toContain('Job title: Agent → Senior agent')
    await desk.hana.post('/hr/people/import', fieldsOf(page))
    expect((await mine())[0]).toMatchObject({ jobTitle: 'Senior agent', version: 2 })
  })

  test('can be read in another way than was guessed', async () => {
    const page = await preview(smallFile())
    const fields = { ...fieldsOf(page), 'column-jobTitle': '', 'column-shift': '4' }
    const again = await desk.hana.post('/hr/people/import/preview', fields)
    expect(again.status).toBe(200)
    expect(again.words).toContain('Chosen by you. Such as Lead, Agent.')
    await desk.hana.post('/hr/people/import', fieldsOf(again))
    expect((await mine())[0]).toMatchObject({ shift: 'Agent' })
    expect((await mine())[0]).not.toHaveProperty('jobTitle')
  })

  test('is shown again, not imported, when a choice was changed after the preview', async () => {
    const page = await preview(smallFile())
    const done = await desk.hana.post('/hr/people/import', { ...fieldsOf(page), 'column-jobTitle': '' })
    expect(done.status).toBe(422)
    expect(done.words).toContain('Nothing has been imported yet')
    expect(await mine()).toEqual([])
  })

  test('may lack ids, addresses and supervisors where HR says that they may be made', async () => {
    const name = (first: string) => `${first} Nr${company}`
    const file = `Agent;Supervisor\n${name('Ana')};${name('Lead')}\n${name('Bo')};${name('Lead')}\n`
    const bare = await preview(file)
    expect(bare.status).toBe(422)
    expect(bare.words).toContain('or choose to make ids from names')
    expect(bare.document.querySelector('[name=column-employeeId]')?.getAttribute('aria-invalid')).toBe('true')

    const page = await desk.hana.post('/hr/people/import/preview', {
      ...fieldsOf(bare),
      deriveEmployeeIds: 'yes',
      createNamedSupervisors: 'yes',
      emailDomain: '@example.com',
    })
    expect(page.status).toBe(200)
    await desk.hana.post('/hr/people/import', fieldsOf(page))
    const people = (await listPeople(db)).filter((person) => person.name.endsWith(`Nr${company}`))
    expect(people.map(({ email }) => email)).toEqual(
      ['ana', 'bo', 'lead'].map((first) => `${first}-nr${company}@example.com`),
    )
    expect(people[0]?.supervisorId).toBe(people[2]?.personId)
  })

  test('with naughty strings comes back as text', async () => {
    const nasty = [
      '<script>alert(1)</script>',
      '=HYPERLINK("http://x","y")',
      '"><img src=x onerror=1>',
      'ﷺ 社會 Ω',
    ]
    const rows = nasty.map(
      (text, index) => `${id(index + 3)},"${text.replaceAll('"', '""')}",${mail(`n${index}`)},,,`,
    )
    const page = await preview(smallFile(rows))
    expect(page.status).toBe(200)
    expect(page.document.querySelectorAll('main script, main img')).toHaveLength(0)
    for (const text of nasty) expect(page.words).toContain(text)
    await desk.hana.post('/hr/people/import', fieldsOf(page))
    const list = await desk.hana.open(`/hr/people?q=${encodeURIComponent('<script>')}`)
    expect(list.document.querySelectorAll('main script')).toHaveLength(0)
    expect(list.words).toContain('<script>alert(1)</script>')
  })

  test('of a whole company goes through in one piece', async () => {
    const file = readFileSync(new URL('../../../samples/company.csv', import.meta.url))
    const page = await preview(new Uint8Array(file))
    expect(page.status).toBe(200)
    const done = await desk.hana.post('/hr/people/import', fieldsOf(page))
    expect(done.location).toMatch(/^\/hr\/people\?imported=14\d\d\.0\.0\.0$/)
    const found = await desk.hana.open('/hr/people?q=filipa+NAKAGAWA')
    expect(found.words).toContain('E00001')
    const link = found.document.querySelector('main table a')?.getAttribute('href') ?? ''
    const person = await desk.hana.open(link)
    expect(person.words).toContain('Head of customer care')
    expect(person.words).toContain('Supervises')
  }, 60_000)
})

describe('a bad file is refused with the place and what to do, and nothing is saved', () => {
  const excel = new Uint8Array(Buffer.from('PK\u0003\u0004xl/workbook.xml', 'latin1'))
  const broken = new Uint8Array([0xef, 0xbb, 0xbf, 0x4e, 0x61, 0x6d, 0x65, 0x0a, 0xff, 0xfe, 0x0a])

  test.each([
    ['empty', new Uint8Array(0), 'The file is empty.'],
    ['only blanks', '  \n \n', 'The file is empty.'],
    ['a workbook', excel, 'The file is an Excel workbook, not CSV.'],
    ['wrongly encoded', broken, 'The file says that it is UTF-8, but some of its bytes are not.'],
    ['a page', '<!doctype html><p>x</p>', 'The file is a web page or XML, not CSV.'],
    ['ragged', 'Name,E-mail\nAna,a@example.com\nBo\n', 'Row 3 has 1 cell, while row 1 has 2'],
    ['unbalanced', 'Name,E-mail\n"Ana,a@example.com\n', 'A quotation mark opens a cell in line 2'],
    ['huge', 'x'.repeat(4 * 1024 * 1024 + 1), 'The file has 4.0 MB; 4 MB fit.'],
  ])('%s', async (_kind, content, message) => {
    const before = await listPeople(db)
    const page = await preview(content)
    expect(page.status).toBe(422)
    expect(page.words).toContain(message)
    expect(page.document.querySelector('#field-file')?.getAttribute('aria-invalid')).toBe('true')
    expect(await listPeople(db)).toEqual(before)
  })

  test('no file at all', async () => {
    const page = await desk.hana.post('/hr/people/import/preview', { defaultTimeZone: 'Europe/Vienna' })
    expect(page.status).toBe(422)
    expect(page.words).toContain('Choose the CSV file with your people.')
  })

  test('a carried file that somebody has touched', async () => {
    const page = await preview(smallFile())
    const bomb = 'H4sI' + 'A'.repeat(40)
    for (const carried of ['x', bomb]) {
      const done = await desk.hana.post('/hr/people/import', { ...fieldsOf(page), carried })
      expect(done.status).toBe(422)
      expect(done.words).toContain('Choose it again.')
    }
    expect(await mine()).toEqual([])
  })

  test('headings only', async () => {
    const page = await preview('Employee ID,Name,E-mail\n')
    expect(page.status).toBe(422)
    expect(page.words).toContain('The file has no rows with people.')
  })
})

describe('bad rows are named, and the others can come in', () => {
  test('duplicates, a circle, an unknown supervisor and a bad address', async () => {
    const page = await preview(
      smallFile([
        `${id(3)},Ana One,${mail('ana')},${id(1)},,`,
        `${id(3)},Ana Two,${mail('ana2')},${id(1)},,`,
        `${id(4)},Bo,${mail('bo')},${id(5)},,`,
        `${id(5)},Cy,${mail('cy')},${id(4)},,`,
        `${id(6)},Di,${mail('di')},nobody,,`,
        `${id(7)},Ed,not an address,${id(1)},,`,
        `${id(8)},Flo,${mail('flo')},${id(8)},,Mars/Base`,
      ]),
    )
    expect(page.status).toBe(422)
    expect(page.words).toContain(`Employee ID ${id(3)} stands in row 5 too`)
    expect(page.words).toContain('supervise each other in a circle')
    expect(page.words).toContain('“not an address” is not an address that mail can be sent to')
    expect(page.words).toContain('There is no time zone called “Mars/Base”')
    expect(page.words).toContain('Row 8')
    expect(page.words).toContain('Rows left out 7')

    const done = await desk.hana.post('/hr/people/import', fieldsOf(page))
    expect(done.location).toBe('/hr/people?imported=2.0.0.7')
    expect((await mine()).map(({ name }) => name)).toEqual(['Rita Ferrão', 'Sam Idris'])
  })

  test('thousands of them are counted, and the first ones shown', async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => `${id(row + 3)},Nameless ${row},nowhere,,,`)
    const page = await preview(smallFile(rows))
    expect(page.status).toBe(422)
    expect(page.words).toContain('The first 100 of ')
    expect(page.words).toContain('Rows left out 3000')
    expect(page.html.length).toBeLessThan(500_000)
  })

  test('a time zone that does not exist is refused at its field', async () => {
    const page = await preview(smallFile(), { defaultTimeZone: 'Mars/Base' })
    expect(page.status).toBe(422)
    expect(page.document.querySelector('#field-defaultTimeZone')?.getAttribute('aria-invalid')).toBe('true')
  })
})
