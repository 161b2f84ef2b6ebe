import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import { personChanged } from '../../../functions/domain/person-change.ts'
import { revisionOf, supervisionsOf } from '../../../functions/domain/person-revision.ts'
import { beginImport, IMPORT_KEPT_MS, type ImportIn } from '../../../functions/domain/stored-import.ts'
import { importPeople } from '../../../functions/reactions/import-people.ts'
import { saveTracedPeople } from '../../../functions/store/changed-people.ts'
import { loadCycle } from '../../../functions/store/cycles.ts'
import { type Database, queryAll } from '../../../functions/store/database.ts'
import { listPeople, savePeople } from '../../../functions/store/people.ts'
import {
  commitImportBegin,
  createImport,
  findImport,
  findImporting,
  type ImportPart,
  putPlan,
} from '../../../functions/store/people-imports.ts'
import { listRevisions } from '../../../functions/store/person-revisions.ts'
import { tracesOf } from '../../../functions/store/person-traces.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, startSmallCycle } from '../participant/small-cycle.ts'
import { interrupted, Killed } from './interrupted-client.ts'

let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())
beforeEach(() => {
  db = database.db
})

const at = MONDAY.toISOString()
const hana = { subject: 'hana', name: 'Hana Reyes' }
const act = { at, by: { ...hana, authenticatedAt: at } }
const apply = (on: Database = db, now = at) => importPeople({ db: on, now: () => now, log: () => {} })

let drawn = 0
function person(values: Partial<Person> = {}): Person {
  drawn += 1
  return {
    personId: db.mint.personId(),
    employeeId: `R${drawn}`,
    name: `Person ${drawn}`,
    email: `r${drawn}@example.com`,
    supervisorId: null,
    managerId: null,
    timeZone: 'Europe/Vienna',
    status: 'active',
    version: 1,
    ...values,
  }
}

const changed = (before: Person, values: Partial<Person>) => ({
  before,
  after: { ...before, ...values, version: before.version + 1 },
  cycleIds: [],
})

async function upload(): Promise<ImportIn<'chosen'>> {
  const expiresAt = new Date(MONDAY.getTime() + IMPORT_KEPT_MS).toISOString()
  const importId = db.mint.importId()
  return createImport(
    db,
    { importId, fileName: 'people.csv', uploadedBy: hana, uploadedAt: at, expiresAt },
    new Uint8Array(Buffer.from('Name\nAna\n')),
  )
}

/** An import as HR confirms it, with this plan. */
async function confirmed(parts: ImportPart[]): Promise<ImportIn<'applying'>> {
  const stored = await upload()
  const total = parts.reduce((sum, part) => sum + ('added' in part ? part.added : part.changed).length, 0)
  const summary = { added: total, changed: 0, unchanged: 0, gone: 0, leftOut: 0, problems: 0 }
  await putPlan(db, stored, 'p', parts)
  const frozen = { summary, total, planId: 'p', planParts: parts.length, reportParts: 0 }
  const begun = beginImport(stored, frozen, act)
  if ('refused' in begun || !(await commitImportBegin(db, begun))) throw new Error('The import did not begin')
  return begun
}

const rowsOf = (importId: string) => queryAll(db, `IMPORT#${importId}`)

describe('an import that HR has confirmed', () => {
  test('is written whole, says so, and lets go of the file and the plan', async () => {
    const people = Array.from({ length: 250 }, () => person())
    const { importId } = await confirmed([{ added: people.slice(0, 120) }, { added: people.slice(120) }])
    expect(await apply()).toEqual({ applied: 1 })
    expect(await findImport(db, importId)).toMatchObject({
      status: 'done',
      written: 250,
      total: 250,
      conflicts: 0,
    })
    const ids = new Set((await listPeople(db)).map(({ personId }) => personId))
    expect(people.filter(({ personId }) => !ids.has(personId))).toEqual([])
    expect(await rowsOf(importId)).toEqual([])
    expect(await findImporting(db)).toBeUndefined()
    expect(await apply()).toEqual({ applied: 0 })
  })

  test('is written exactly once, wherever whoever writes it is killed', async () => {
    const before = [person(), person()]
    await savePeople(db, before)
    for (let killedAt = 1; ; killedAt += 1) {
      const people = Array.from({ length: 200 }, () => person())
      const [known] = (await listPeople(db)).filter(({ personId }) => personId === before[0]?.personId)
      if (known === undefined) throw new Error('Somebody is lost')
      const { importId } = await confirmed([
        { added: people },
        { changed: [changed(known, { shift: `Shift ${killedAt}` })] },
      ])
      const dying = interrupted(db, {
        // By turns before the call takes effect and after it.
        [killedAt % 2 === 0 ? 'before' : 'after']: ({ number }: { number: number }) => {
          if (number === Math.ceil(killedAt * 1.5)) throw new Killed()
        },
      })
      const isOver = await apply(dying).then(
        () => true,
        () => false,
      )
      if (!isOver) await apply()
      expect(await findImport(db, importId)).toMatchObject({ status: 'done', written: 201, conflicts: 0 })
      const all = await listPeople(db)
      expect(all.filter(({ employeeId }) => employeeId === people[199]?.employeeId)).toEqual([people[199]])
      expect(all).toHaveLength(new Set(all.map(({ employeeId }) => employeeId)).size)
      const revisions = await listRevisions(db, known.personId)
      expect(revisions).toHaveLength(killedAt)
      expect(revisions.at(-1)).toMatchObject({ version: known.version + 1, how: 'import', by: hana })
      if (isOver) break
    }
  }, 120_000)

  test('is written once by two that run at the same time', async () => {
    const people = Array.from({ length: 300 }, () => person())
    const { importId } = await confirmed([{ added: people }])
    await Promise.allSettled([apply(), apply(), apply()])
    await apply()
    expect(await findImport(db, importId)).toMatchObject({ status: 'done', written: 300, conflicts: 0 })
  })

  test('leaves those alone whom somebody else has changed since, and says who they are', async () => {
    const [ana, bo] = [person(), person()]
    await savePeople(db, [ana, bo])
    const { importId } = await confirmed([
      { changed: [changed(ana, { jobTitle: 'By file' }), changed(bo, { jobTitle: 'By file' })] },
    ])
    await savePeople(db, [{ ...ana, jobTitle: 'By hand', version: 2 }])
    await apply()
    const people = new Map((await listPeople(db)).map((one) => [one.personId, one]))
    expect(people.get(ana.personId)).toMatchObject({ jobTitle: 'By hand', version: 2 })
    expect(people.get(bo.personId)).toMatchObject({ jobTitle: 'By file', version: 2 })
    expect(await findImport(db, importId)).toMatchObject({ conflicts: 1, conflicting: [ana.personId] })
  })

  test('leaves in the trail of a running cycle what concerns it', async () => {
    const small = await startSmallCycle(db)
    const { rita } = small.people
    const change = { ...changed(rita, { email: 'elsewhere@example.org' }), cycleIds: [small.cycle.cycleId] }
    await confirmed([{ changed: [change] }])
    await apply()
    const { chain } = await loadCycle(db, small.cycle.cycleId)
    const verdict = verifyChain(await listEntries(db, chain.subjectRef), chain.subjectRef, chain)
    expect(verdict).toMatchObject({ holds: true })
    expect(verdict.holds && verdict.entries.map(({ meaning }) => meaning)).toContain('changed email')
  })
})

describe('a people file that nobody confirms', () => {
  test('is gone after a day', async () => {
    const { importId } = await upload()
    await apply()
    expect(await rowsOf(importId)).not.toEqual([])
    await apply(db, new Date(MONDAY.getTime() + IMPORT_KEPT_MS + 1).toISOString())
    expect(await rowsOf(importId)).toEqual([])
    expect(await findImport(db, importId)).toBeUndefined()
  })

  test('goes when somebody is erased, who may stand in it, with what was changed about them', async () => {
    const { importId } = await upload()
    const ana = person()
    await savePeople(db, [ana])
    const after = { ...ana, name: 'Ana Other', version: 2 }
    const revision = revisionOf(ana, after, { ...act, how: 'hand' })
    await saveTracedPeople(db, [
      { person: after, revision, cycleIds: [], event: personChanged(after, after, act) },
    ])
    expect(await listRevisions(db, ana.personId)).toHaveLength(1)
    const keys: string[] = []
    for await (const { items } of tracesOf(db, ana.personId, at)) {
      keys.push(...items.map(({ Delete }) => `${Delete?.Key?.pk?.S} ${Delete?.Key?.sk?.S}`))
    }
    expect(keys).toContain(`PERSON#${ana.personId} CHANGE#00000002`)
    expect(keys).toContain(`IMPORT#${importId} FILE#000000`)
    expect(keys).toContain(`IMPORTS ${importId}`)
  })
})

test('who supervised somebody when can be told from the changes', () => {
  const [first, second] = [db.mint.personId(), db.mint.personId()]
  const before = person({ supervisorId: first, addedAt: '2026-01-01T00:00:00.000Z' })
  const between = { ...before, supervisorId: second, version: 2 }
  const now = { ...between, supervisorId: null, jobTitle: 'Head', version: 3 }
  const on = (day: string) => ({ ...act, at: `2026-${day}T00:00:00.000Z`, how: 'hand' as const })
  const revisions = [revisionOf(before, between, on('02-01')), revisionOf(between, now, on('03-01'))]
  expect(supervisionsOf(now, revisions)).toEqual([
    { supervisorId: null, from: '2026-03-01T00:00:00.000Z', until: undefined },
    { supervisorId: second, from: '2026-02-01T00:00:00.000Z', until: '2026-03-01T00:00:00.000Z' },
    { supervisorId: first, from: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' },
  ])
})
