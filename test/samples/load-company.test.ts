import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HrUser } from '../../samples/hr-user.ts'
import { loadCompany } from '../../samples/load-company.ts'
import { type ServedCloud, serve } from '../local/serve-child.ts'

/** The app as it was synthesized, on the local cloud; `npm test` synthesizes before it runs the tests. */
const directory = mkdtempSync(join(tmpdir(), 'load-company-'))
let cloud: ServedCloud
let hr: HrUser

beforeAll(async () => {
  cloud = await serve('cdk.out', join(directory, 'data'))
  hr = await HrUser.signIn(cloud.url)
}, 60_000)
afterAll(async () => {
  await cloud.end('SIGTERM')
  rmSync(directory, { recursive: true, force: true })
}, 60_000)

const load = async (companyFile?: string) => {
  const said: string[] = []
  await loadCompany({
    url: cloud.url,
    log: (line) => said.push(line),
    ...(companyFile === undefined ? {} : { companyFile }),
  })
  return said
}
const everybody = async () => ((await hr.read('/hr/people')) as { total: number }).total
const cycles = async () =>
  ((await hr.read('/hr/cycles')) as { cycles: { cycleId: string; status: string }[] }).cycles
const upload = (name: string, content: string | Buffer) =>
  hr.importPeople({ name, bytes: new Uint8Array(Buffer.from(content)) }, {})

describe.sequential('given an empty Countersign', () => {
  test('the sample company comes in through the console, with a cycle that only has to be scheduled', async () => {
    const said = await load()
    expect(said).toEqual([
      'Loading the sample company …',
      '1418 people are new, 0 have changed.',
      expect.stringMatching(
        /^A review cycle for the team of .+ is ready to be scheduled in the HR console\.$/,
      ),
    ])
    expect(await everybody()).toBe(1418)
    const [cycle, ...others] = await cycles()
    expect([cycle?.status, others]).toEqual(['draft', []])
    expect(await hr.read(`/hr/cycles/${cycle?.cycleId}/rehearsal`)).toMatchObject({
      reviews: 12,
      problems: [],
    })
  }, 60_000)

  test('loading it again changes nobody and plans nothing twice', async () => {
    expect(await load()).toEqual(['Loading the sample company …'])
    expect([await everybody(), (await cycles()).length]).toEqual([1418, 1])
  }, 60_000)

  test('another company without ids and addresses gets them made', async () => {
    const file = join(directory, 'agents.csv')
    writeFileSync(
      file,
      ',Agent,Supervisor,Manager\n0,Nia Newcomer,Sol Supervisor,Max Boss\n1,Rio Recruit,Sol Supervisor,Mia Boss\n',
    )
    expect(await load(file)).toEqual([
      'Loading the people of agents.csv …',
      '5 people are new, 0 have changed.',
    ])
    expect(await hr.read('/hr/people?q=nia-newcomer')).toMatchObject({
      found: 1,
      people: [{ employeeId: 'nia-newcomer', email: 'nia-newcomer@example.com' }],
    })
  }, 60_000)
})

describe.sequential('a file that cannot be taken says why, and nobody is changed', () => {
  const headings = 'Employee ID,Name,E-mail,Supervisor ID\n'
  test.each([
    ['empty', '', 'The file is empty'],
    ['binary', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]), 'a PNG picture'],
    [
      'wrongly encoded',
      Buffer.from([...Buffer.from('Name\nZo'), 0x81, 0x0a]),
      'neither UTF-8 nor Windows-1252',
    ],
    ['huge', 'x'.repeat(4.1 * 1024 * 1024), 'MB'],
    ['ragged', `${headings}X1,Ann Lee,ann@example.com\n`, 'Row 2 has 3 cells'],
    ['without ids', 'Name,E-mail\nAnn Lee,ann@example.com\n', 'Choose which column holds the employee IDs'],
    [
      'duplicated',
      `${headings}X1,Ann Lee,ann@example.com,\nX1,Bo Ray,bo@example.com,\n`,
      'Employee ID X1 stands in row 3 too',
    ],
    [
      'looped',
      `${headings}X1,Ann Lee,ann@example.com,X2\nX2,Bo Ray,bo@example.com,X1\n`,
      'Ann Lee and Bo Ray supervise each other in a circle',
    ],
  ])(
    '%s',
    async (name, content, words) => {
      const before = await everybody()
      const refused = await upload(`${name}.csv`, content).then(
        () => 'It was imported',
        (error: Error) => error.message,
      )
      expect(refused).toContain(words)
      expect(await everybody()).toBe(before)
    },
    60_000,
  )

  test('rows that are right come in beside one that is not', async () => {
    const result = await upload('mixed.csv', `${headings}X1,Ann Lee,ann@example.com,\nX2,Bo Ray,nowhere,X1\n`)
    expect(result).toEqual({ added: 1, changed: 0, unchanged: 0, gone: 1423, leftOut: 1, problems: 1 })
  }, 60_000)
})
