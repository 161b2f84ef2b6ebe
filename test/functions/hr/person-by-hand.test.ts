import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import { loadCycle } from '../../../functions/store/cycles.ts'
import type { Database } from '../../../functions/store/database.ts'
import { findParticipant } from '../../../functions/store/participants.ts'
import { findPerson, savePeople } from '../../../functions/store/people.ts'
import { loadReview } from '../../../functions/store/reviews.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { corpus } from '../../conformance/corpus.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, startSmallCycle } from '../participant/small-cycle.ts'
import { fieldsOf } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

const blns = corpus('conformance/blns')
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
async function company(): Promise<{ lead: Person; ana: Person; bo: Person }> {
  drawn += 1
  const person = (name: string, supervisorId: Person['supervisorId']): Person => ({
    personId: db.mint.personId(),
    employeeId: `H${drawn}-${name}`,
    name: `${name} Hand${drawn}`,
    email: `${name}.${drawn}@hand.example`,
    supervisorId,
    managerId: null,
    timeZone: 'Europe/Vienna',
    status: 'active',
    addedAt: '2026-01-01T09:00:00.000Z',
    version: 1,
  })
  const lead = person('Lea', null)
  const [ana, bo] = [person('Ana', lead.personId), person('Bo', lead.personId)]
  await savePeople(db, [lead, ana, bo])
  return { lead, ana, bo }
}

const formOf = async ({ personId }: Person) =>
  fieldsOf(await desk.hana.open(`/hr/people/${personId}/edit`), `form[action="/hr/people/${personId}"]`)

describe('a person, changed by hand', () => {
  test('is changed where something was typed, and who did what when stands in the history', async () => {
    const { ana, bo } = await company()
    const path = `/hr/people/${ana.personId}`
    const form = {
      ...(await formOf(ana)),
      supervisor: bo.name,
      jobTitle: ' Senior  agent ',
      timeZone: 'Europe/Lisbon',
    }
    const saved = await desk.hana.post(path, form)
    expect(saved).toMatchObject({ status: 303, location: `${path}?done=changed` })
    expect(await findPerson(db, ana.personId)).toEqual({
      ...ana,
      supervisorId: bo.personId,
      jobTitle: 'Senior  agent',
      timeZone: 'Europe/Lisbon',
      version: 2,
    })
    const page = await desk.hana.open(`${path}?done=changed`)
    expect(page.words).toContain('The change is saved')
    expect(page.words).toContain('Time zone: Europe/Vienna → Europe/Lisbon')
    expect(page.words).toContain('Hana Reyes, by hand')
    expect(page.words).toMatch(/Who supervised them when.*Bo Hand.*today.*Lea Hand/)
    expect(page.words).toContain(`Above them Lea Hand${drawn}`)
    // Sent again as it was: the form is older than the person.
    expect((await desk.hana.post(path, form)).status).toBe(409)
    expect(await desk.hana.post(path, await formOf(ana))).toMatchObject({ status: 303 })
    expect(await findPerson(db, ana.personId)).toMatchObject({ version: 2 })
  })

  test('by two at the same time: the second sees both, and decides', async () => {
    const { ana } = await company()
    const path = `/hr/people/${ana.personId}`
    const [first, second] = [await formOf(ana), await formOf(ana)]
    await desk.hana.post(path, { ...first, email: 'first@hand.example' })
    const clash = await desk.hana.post(path, { ...second, email: 'second@hand.example' })
    expect(clash.status).toBe(409)
    expect(clash.words).toContain('E-mail address first@hand.example second@hand.example')
    const again = fieldsOf(clash, `form[action="${path}"]`)
    expect(again).toMatchObject({ email: 'second@hand.example', version: '2' })
    expect(await desk.hana.post(path, again)).toMatchObject({ status: 303 })
    expect(await findPerson(db, ana.personId)).toMatchObject({ email: 'second@hand.example', version: 3 })
  })

  test.each([
    ['a name that is empty', { name: ' ' }, 'name', 'needed'],
    ['an address that is none', { email: 'ana at home' }, 'email', 'is not an address'],
    ['the address of somebody else', { email: 'BO.$@hand.example' }, 'email', 'has this address'],
    ['a supervisor whom nobody knows', { supervisor: 'Nobody' }, 'supervisor', 'Nobody has the employee ID'],
    ['themselves as supervisor', { supervisor: 'H$-Ana' }, 'supervisor', 'cannot be their own supervisor'],
    ['a hidden character', { location: 'Graz\u202e' }, 'location', 'invisible control character'],
    ['a time zone that does not exist', { timeZone: 'Mars/Base' }, 'timeZone', 'Mars/Base'],
  ])('is not changed with %s, and nothing typed is lost', async (_what, wrong, field, message) => {
    const { ana } = await company()
    const values = Object.fromEntries(
      Object.entries(wrong).map(([name, value]) => [name, value.replace('$', String(drawn))]),
    )
    const page = await desk.hana.post(`/hr/people/${ana.personId}`, {
      ...(await formOf(ana)),
      shift: 'Typed',
      ...values,
    })
    expect(page.status).toBe(422)
    expect(page.words).toContain(message)
    expect(page.document.querySelector(`#field-${field}`)?.getAttribute('aria-invalid')).toBe('true')
    expect(page.document.querySelector('#field-shift')?.getAttribute('value')).toBe('Typed')
    expect(await findPerson(db, ana.personId)).toEqual(ana)
  })

  test('cannot be put below those whom they supervise', async () => {
    const { lead, ana } = await company()
    const page = await desk.hana.post(`/hr/people/${lead.personId}`, {
      ...(await formOf(lead)),
      supervisor: ana.employeeId,
    })
    expect(page.words).toContain('supervise each other in a circle')
  })

  test('leaves and comes back, and a running cycle has it in its trail', async () => {
    const small = await startSmallCycle(db)
    const { cycle, people } = small
    await small.ask(small.rita, 'selfAssessment')
    const path = `/hr/people/${people.rita.personId}`
    const before = await desk.hana.open(path)
    expect(before.words).toContain('What waits for them')
    expect(before.document.querySelector(`a[href^="/hr/cycles/${cycle.cycleId}/reviews/"]`)).not.toBeNull()
    const effect = await desk.hana.open(`${path}/leave`)
    expect(effect.status).toBe(200)
    expect(effect.words).toContain(cycle.name)
    expect(effect.words).toContain('Their own review ends and is labelled Left.')
    expect((await findParticipant(db, cycle.cycleId, people.rita.personId))?.state).toBe('active')
    expect(await desk.hana.post(`${path}/leave`)).toMatchObject({
      status: 303,
      location: `${path}?done=left`,
    })
    expect((await desk.hana.open(path)).words).toContain(
      'Status: Active → Left'.replace('Active', 'active').replace('Left', 'left'),
    )
    expect((await findParticipant(db, cycle.cycleId, people.rita.personId))?.state).toBe('withdrawn')
    expect((await loadReview(db, cycle.cycleId, small.rita.reviewId)).stage).toBe('closedUnfinished')
    expect((await desk.hana.post(`${path}/leave`)).status).toBe(409)
    expect((await desk.hana.open(`${path}/leave`)).status).toBe(409)
    await desk.hana.post(`${path}/come-back`)
    expect(await findPerson(db, people.rita.personId)).toMatchObject({ status: 'active', version: 3 })
    const { chain } = await loadCycle(db, cycle.cycleId)
    const entries = (await listEntries(db, chain.subjectRef)).map((entry) => JSON.stringify(entry))
    expect(entries.filter((entry) => entry.includes('changed status'))).toHaveLength(2)
  })

  test(`every naughty string comes back from every field as it went in (${blns.label})`, async () => {
    const strings: string[] = blns.found
      ? JSON.parse(blns.text('blns.json'))
      : ['<b>', "'; DROP", '田中さん', '🙂']
    const { ana } = await company()
    const fields = ['name', 'jobTitle', 'department', 'location', 'tenure', 'shift'] as const
    const fitting = strings
      .map((text) => text.trim().replace(/\s+/gu, ' '))
      .filter(
        (text) =>
          text !== '' &&
          text.length <= 60 &&
          !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u.test(text),
      )
    for (let start = 0; start < fitting.length; start += fields.length) {
      const typed = Object.fromEntries(
        fields.map((field, index) => [field, fitting[(start + index) % fitting.length] ?? '']),
      )
      const saved = await desk.hana.post(`/hr/people/${ana.personId}`, { ...(await formOf(ana)), ...typed })
      expect(saved.status, JSON.stringify(typed)).toBe(303)
      expect(await findPerson(db, ana.personId)).toMatchObject(typed)
      expect(await formOf(ana)).toMatchObject(typed)
    }
    const page = await desk.hana.open(`/hr/people/${ana.personId}`)
    expect(page.document.querySelectorAll('main script, main img, main iframe')).toHaveLength(0)
  }, 60_000)
})
