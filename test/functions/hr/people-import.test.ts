import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import { importPeople } from '../../../functions/reactions/import-people.ts'
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

async function upload(content: string | Uint8Array<ArrayBuffer>): Promise<SeenPage> {
  const page = await desk.hana.upload('/hr/people/imports', { name: 'people.csv', content })
  return page.location === undefined ? page : desk.hana.open(page.location)
}

const columnsForm = 'form[action$="/columns"]'

/** The second step as it stands, with other choices. @returns the third step, or the second again. */
async function choose(columns: SeenPage, choices: Record<string, string> = {}): Promise<SeenPage> {
  const action = columns.document.querySelector(columnsForm)?.getAttribute('action') ?? ''
  const page = await desk.hana.post(action, { ...fieldsOf(columns, columnsForm), ...choices })
  return page.location === undefined ? page : desk.hana.open(page.location)
}

/** The first two steps. @returns the step that this leads to. */
async function preview(
  content: string | Uint8Array<ArrayBuffer>,
  choices: Record<string, string> = {},
): Promise<SeenPage> {
  const columns = await upload(content)
  if (columns.status !== 200) return columns
  return choose(columns, { defaultTimeZone: 'Europe/Vienna', emailDomain: '', ...choices })
}

const confirmForm = 'form[action$="/confirm"]'

async function confirm(changes: SeenPage): Promise<SeenPage> {
  const action = changes.document.querySelector(confirmForm)?.getAttribute('action') ?? ''
  return desk.hana.post(action, fieldsOf(changes, confirmForm))
}

const reaction = () => importPeople({ db, now: () => NOW.toISOString(), log: () => {} })

/** Confirms the third step and lets it be applied. @returns what came of it. */
async function importNow(changes: SeenPage): Promise<SeenPage> {
  const confirmed = await confirm(changes)
  if (confirmed.location === undefined) return confirmed
  expect(await reaction()).toEqual({ applied: 1 })
  return desk.hana.open(confirmed.location)
}

async function mine(): Promise<Person[]> {
  return (await listPeople(db)).filter(({ employeeId }) => employeeId.startsWith(`c${company}-`))
}

describe('a file with people', () => {
  test('is shown with its guesses, its values and its effect before anything is saved', async () => {
    const columns = await upload(smallFile())
    expect(columns.status).toBe(200)
    expect(columns.words).toContain('Guessed from the heading.')
    expect(columns.words).toContain('Such as Sam Idris, Rita Ferrão.')
    expect(columns.words).toContain('read as UTF-8, separated by commas')
    expect(columns.document.querySelector('table')?.textContent).toContain('Rita Ferrão')
    const changes = await choose(columns)
    expect(changes.words).toContain('New people 2')
    expect(changes.words).toContain('Import: add 2')
    expect(await mine()).toEqual([])
  })

  test('is imported as it was shown, once, and a second time changes nothing', async () => {
    const changes = await preview(smallFile())
    const done = await importNow(changes)
    expect(done.words).toContain('2 added, 0 changed')
    const [rita, sam] = await mine()
    expect(sam).toMatchObject({ name: 'Sam Idris', jobTitle: 'Lead', supervisorId: null, version: 1 })
    expect(rita).toMatchObject({ name: 'Rita Ferrão', email: mail('rita'), supervisorId: sam?.personId })
    expect(rita?.addedAt).toBe(NOW.toISOString())

    expect((await confirm(changes)).status).toBe(303)
    expect(await reaction()).toEqual({ applied: 0 })
    expect(await mine()).toEqual([rita, sam])
    expect((await preview(smallFile())).words).toContain('There is nothing to import')
  })

  test('changes what differs and says from what to what, then and later', async () => {
    await importNow(await preview(smallFile()))
    const page = await preview(smallFile().replace('Agent', 'Senior agent'))
    expect(page.words).toContain('Job title: Agent → Senior agent')
    await importNow(page)
    expect((await mine())[0]).toMatchObject({ jobTitle: 'Senior agent', version: 2 })
  })

  test('can be read in another way than was guessed', async () => {
    const columns = await upload(smallFile())
    const changes = await choose(columns, { 'column-jobTitle': '', 'column-shift': '4' })
    const back = await desk.hana.open(
      columns.document.querySelector(columnsForm)?.getAttribute('action')?.replace('/columns', '') ?? '',
    )
    expect(back.words).toContain('Chosen by you. Such as Lead, Agent.')
    await importNow(changes)
    expect((await mine())[0]).toMatchObject({ shift: 'Agent' })
    expect((await mine())[0]).not.toHaveProperty('jobTitle')
  })

  test('can be read with another encoding and another separator than was found', async () => {
    const columns = await upload(
      new Uint8Array(
        Buffer.from(`Employee ID;Name;E-mail\n${id(1)};Zo\u00eb, Li;${mail('zoe')}\n`, 'latin1'),
      ),
    )
    expect(columns.words).toContain('read as Windows-1252, separated by semicolons')
    expect((await choose(columns, { delimiter: 'comma' })).status).toBe(422)
    const wrong = await choose(columns, { encoding: 'utf-16le' })
    expect(wrong.status).toBe(422)
    expect(wrong.document.querySelector('#field-encoding')?.getAttribute('aria-invalid')).toBe('true')
    await importNow(await choose(columns, { encoding: 'windows-1252', delimiter: 'semicolon' }))
    expect((await mine())[0]?.name).toBe('Zoë, Li')
  })

  test('with dates is asked about where they have two meanings, and is shown what they are taken for', async () => {
    const dated = (...dates: string[]) =>
      [
        'Employee ID,Name,E-mail,Hire date',
        ...dates.map((date, n) => `${id(n)},P${n} Date,${mail(`d${n}`)},${date}`),
      ].join('\n')
    const unclear = await upload(dated('08/12/2023', '01/02/2020'))
    expect(unclear.words).toContain('can be read in more than one way')
    const asked = await choose(unclear)
    expect(asked.status).toBe(422)
    expect(asked.document.querySelector('#field-dateOrder')).not.toBeNull()
    await importNow(await choose(unclear, { dateOrder: 'month-day-year' }))
    expect((await mine()).map(({ hiredOn }) => hiredOn)).toEqual(['2023-08-12', '2020-01-02'])

    const clear = await upload(dated('08/12/2023', '17/02/2020'))
    expect(clear.words).toContain('Guessed: only this order reads most of them')
    expect(clear.words).toContain('08/12/2023 (8 December 2023)')
    expect((await choose(clear)).words).toContain('Hire date: 2023-08-12 → 2023-12-08')
  })

  test('is shown again, not imported, when people were changed after it was shown', async () => {
    const first = await preview(smallFile())
    const second = await preview(smallFile().replace('Lead', 'Boss'))
    await importNow(first)
    const late = await confirm(second)
    expect(late.status).toBe(409)
    expect(late.words).toContain('Nothing has been imported yet')
    expect(late.words).toContain('Job title: Lead → Boss')
  })

  test('waits while another one is being applied', async () => {
    const [first, second] = [
      await preview(smallFile()),
      await preview(smallFile([`${id(9)},Nina New,${mail('nina')},,,`])),
    ]
    const begun = await confirm(first)
    const under = await desk.hana.open(begun.location ?? '')
    expect(under.words).toContain('0 of 2')
    expect(under.words).toContain('Look again')
    const refused = await confirm(second)
    expect(refused.status).toBe(409)
    expect(refused.words).toContain('Another import is under way')
    await reaction()
    expect((await desk.hana.read(begun.location ?? '')) as object).toMatchObject({
      status: 'done',
      written: 2,
      total: 2,
    })
  })

  test('may lack ids, addresses and supervisors where HR says that they may be made', async () => {
    const name = (first: string) => `${first} Nr${company}`
    const file = `Agent;Supervisor\n${name('Ana')};${name('Lead')}\n${name('Bo')};${name('Lead')}\n`
    const columns = await upload(file)
    const bare = await choose(columns)
    expect(bare.status).toBe(422)
    expect(bare.words).toContain('or choose to make ids from names')
    expect(bare.document.querySelector('[name=column-employeeId]')?.getAttribute('aria-invalid')).toBe('true')

    await importNow(
      await choose(bare, {
        deriveEmployeeIds: 'yes',
        createNamedSupervisors: 'yes',
        emailDomain: '@example.com',
      }),
    )
    const people = (await listPeople(db)).filter((person) => person.name.endsWith(`Nr${company}`))
    expect(people.map(({ email }) => email)).toEqual(
      ['ana', 'bo', 'lead'].map((first) => `${first}-nr${company}@example.com`),
    )
    expect(people[0]?.supervisorId).toBe(people[2]?.personId)
  })

  test('may come packed, and from a program as text or as people', async () => {
    const packed = new Uint8Array(gzipSync(smallFile()))
    const page = await desk.hana.upload(
      '/hr/people/imports',
      { name: 'people.csv', content: packed },
      { packed: 'gzip', fileName: 'people of us.csv' },
    )
    expect((await desk.hana.open(page.location ?? '')).words).toContain('people of us.csv : 2 rows')
    const sent = await desk.hana.send('/hr/people/imports', {
      people: [
        { employeeId: id(1), name: '=Sam', email: mail('sam') },
        { employeeId: id(2), name: 'Rita', supervisorId: id(1), email: mail('rita') },
      ],
    })
    const { importId } = sent as { importId: string }
    const read = (await desk.hana.read(`/hr/people/imports/${importId}/changes`)) as {
      seen: string
      added: number
    }
    expect(read.added).toBe(2)
    expect(await desk.hana.send(`/hr/people/imports/${importId}/confirm`, { seen: read.seen })).toMatchObject(
      { status: 'applying', total: 2 },
    )
    await reaction()
    expect((await mine()).map(({ name }) => name)).toEqual(['=Sam', 'Rita'])
  })

  test('is exported and imported again without any change', async () => {
    const nasty = [
      `${id(3)},"=HYPERLINK(""x"")",${mail('n1')},${id(1)},"-x, y",`,
      `${id(4)},'=quoted,${mail('n2')},,"a;b",`,
    ]
    await importNow(await preview(smallFile(nasty)))
    const exported = await desk.hana.open('/hr/people/export')
    const again = await preview(exported.html)
    expect(again.words).not.toContain('Import:')
    expect(again.words).toMatch(/New people 0 Changed 0 As they are already [1-9]/)
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
    await importNow(page)
    const list = await desk.hana.open(`/hr/people?q=${encodeURIComponent('<script>')}`)
    expect(list.document.querySelectorAll('main script')).toHaveLength(0)
    expect(list.words).toContain('<script>alert(1)</script>')
  })

  test('of a whole company goes through in one piece', async () => {
    const file = readFileSync(new URL('../../../samples/company.csv', import.meta.url))
    const page = await preview(new Uint8Array(file))
    expect(page.status).toBe(200)
    const done = await importNow(page)
    expect(done.words).toMatch(/14\d\d added, 0 changed/)
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
    ['huge', 'x'.repeat(4 * 1024 * 1024 + 1), 'The file has 4.0 MB; 4 MB fit. Switch scripts on'],
  ])('%s', async (_kind, content, message) => {
    const before = await listPeople(db)
    const page = await preview(content)
    expect(page.status).toBe(422)
    expect(page.words).toContain(message)
    expect(page.document.querySelector('#field-file')?.getAttribute('aria-invalid')).toBe('true')
    expect(await listPeople(db)).toEqual(before)
  })

  test('no file at all', async () => {
    const page = await desk.hana.post('/hr/people/imports')
    expect(page.status).toBe(422)
    expect(page.words).toContain('Choose the CSV file with your people.')
  })

  test('a packed file that is not whole, or holds more than it seems', async () => {
    const bomb = gzipSync(Buffer.alloc(25 * 1024 * 1024))
    for (const content of [new Uint8Array([1, 2, 3]), new Uint8Array(bomb)]) {
      const page = await desk.hana.upload(
        '/hr/people/imports',
        { name: 'x.csv', content },
        { packed: 'gzip' },
      )
      expect(page.status).toBe(422)
      expect(page.words).toContain('Choose it again, or split it.')
    }
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
    expect(page.status).toBe(200)
    expect(page.words).toContain(`Employee ID ${id(3)} stands in row 5 too`)
    expect(page.words).toContain('supervise each other in a circle')
    expect(page.words).toContain('“not an address” is not an address that mail can be sent to')
    expect(page.words).toContain('There is no time zone called “Mars/Base”')
    expect(page.words).toContain('Row 8')
    expect(page.words).toContain('Rows left out 7')

    const done = await importNow(page)
    expect(done.words).toContain('2 added, 0 changed, 0 as they were already, 7 rows left out')
    const report = await desk.hana.open(
      done.document.querySelector('a[href$="/report"]')?.getAttribute('href') ?? '',
    )
    expect(report.html).toContain('8,left out,,,Supervisor ID,,')
    expect((await mine()).map(({ name }) => name)).toEqual(['Rita Ferrão', 'Sam Idris'])
  })

  test('thousands of them are counted, and the first ones shown', async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => `${id(row + 3)},Nameless ${row},nowhere,,,`)
    const page = await preview(smallFile(rows))
    expect(page.status).toBe(200)
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
