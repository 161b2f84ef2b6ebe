import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { tracePeople } from '../../../functions/hr/trace-people.ts'
import { saveTracedPeople } from '../../../functions/store/changed-people.ts'
import { commitCycleChange, loadCycle } from '../../../functions/store/cycles.ts'
import { createParticipant, findParticipant } from '../../../functions/store/participants.ts'
import { findPerson, savePeople } from '../../../functions/store/people.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { person } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'

let database: TestDatabase
let small: SmallCycle

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  small = await startSmallCycle(database.db)
})

const act = {
  at: MONDAY.toISOString(),
  by: { subject: 'hana', authenticatedAt: MONDAY.toISOString() },
  how: 'import' as const,
}

const changed = (before: Person, values: Partial<Person>) => ({
  before,
  after: { ...before, ...values, version: before.version + 1 },
})

async function importChanges(changes: { before: Person; after: Person }[]) {
  return { lost: await saveTracedPeople(small.db, await tracePeople(small.db, changes, act)) }
}

/** The entries about people, of a chain that holds. */
async function traces() {
  const { chain } = await loadCycle(small.db, small.cycle.cycleId)
  const verdict = verifyChain(await listEntries(small.db, chain.subjectRef), chain.subjectRef, chain)
  if (!verdict.holds) throw new Error(verdict.problem)
  return verdict.entries.filter(({ eventType }) => eventType === 'person.changed')
}

test('another address of somebody who takes part leaves who changed it, and commits to the new one', async () => {
  const { rita } = small.people
  const { lost } = await importChanges([changed(rita, { email: 'elsewhere@example.org' })])
  expect(lost).toEqual([])
  expect(await findPerson(small.db, rita.personId)).toMatchObject({ email: 'elsewhere@example.org' })
  const [entry, ...others] = await traces()
  expect(others).toEqual([])
  expect(entry).toMatchObject({ meaning: 'changed email', signerRole: 'hr' })
  expect(JSON.stringify(entry)).not.toContain('elsewhere')
  expect(await listOpenings(small.db, entry?.eventId ?? '')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'actor', value: 'hana' }),
      expect.objectContaining({ field: 'person', value: rita.personId }),
      expect.objectContaining({ field: 'email', value: 'elsewhere@example.org', about: rita.personId }),
    ]),
  )
})

test('somebody who leaves is told too, a new shift is not', async () => {
  const { pia, pau } = small.people
  await importChanges([changed(pia, { status: 'left' }), changed(pau, { shift: 'Night' })])
  expect((await traces()).map(({ meaning }) => meaning)).toEqual(['changed status'])
  expect(await findPerson(small.db, pau.personId)).toMatchObject({ shift: 'Night' })
})

test('a cycle that is closed hears nothing any more', async () => {
  const before = await loadCycle(small.db, small.cycle.cycleId)
  const event = plainEvent('cycle.closed', 'closed', { at: MONDAY.toISOString() })
  await commitCycleChange(small.db, before, { ...before, status: 'closed' }, event)
  await importChanges([changed(small.people.rita, { email: 'elsewhere@example.org' })])
  expect(await traces()).toEqual([])
})

test('before the launch it tells of those whom the launch would ask', async () => {
  const before = await loadCycle(small.db, small.cycle.cycleId)
  const event = plainEvent('cycle.scheduled', 'scheduled', { at: MONDAY.toISOString() })
  const selection = { by: 'hand' as const, personIds: [small.people.rita.personId] }
  await commitCycleChange(small.db, before, { ...before, status: 'scheduled', selection }, event)
  await importChanges([changed(small.people.sam, { email: 'elsewhere@example.org' })])
  expect(await traces()).toHaveLength(1)
})

test('more people than one transaction holds: every change has its entry, and the chain holds', async () => {
  const { db, people, cycle } = small
  const crowd = Array.from({ length: 40 }, (_, number) => ({
    ...person(100 + number),
    personId: db.mint.personId(),
  }))
  await savePeople(db, crowd)
  const model = await findParticipant(db, cycle.cycleId, people.pia.personId)
  if (model === undefined) throw new Error('Pia takes part')
  for (const { personId, name } of crowd) await createParticipant(db, { ...model, personId, name })
  const { lost } = await importChanges(
    crowd.map((one) => changed(one, { email: `new-${one.email}`, name: `${one.name} Neu` })),
  )
  expect(lost).toEqual([])
  const entries = await traces()
  expect(entries).toHaveLength(40)
  expect(new Set(entries.map(({ meaning }) => meaning))).toEqual(new Set(['changed name, email']))
})

test('when somebody else changed the person first, neither the change nor an entry is written', async () => {
  const { rita } = small.people
  await savePeople(small.db, [changed(rita, { shift: 'Day' }).after])
  const { lost } = await importChanges([changed(rita, { email: 'elsewhere@example.org' })])
  expect(lost.map(({ personId }) => personId)).toEqual([rita.personId])
  expect(await traces()).toEqual([])
  expect(await findPerson(small.db, rita.personId)).toMatchObject({ email: rita.email })
})
