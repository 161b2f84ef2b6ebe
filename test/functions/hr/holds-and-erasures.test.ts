import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { erasePeople } from '../../../functions/reactions/erase-people.ts'
import { cycleChangeItems, loadCycle } from '../../../functions/store/cycles.ts'
import { transact } from '../../../functions/store/database.ts'
import { findErasure } from '../../../functions/store/erasures.ts'
import { findHolds } from '../../../functions/store/legal-holds.ts'
import { findPerson } from '../../../functions/store/people.ts'
import { loadRegister } from '../../../functions/store/register.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { hashOfSessionId } from '../../../functions/web/sessions.ts'
import { allRows, restoreRows, type StoredRow } from '../all-rows.ts'
import { startClosedCycle } from '../closed-cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import type { SmallCycle } from '../participant/small-cycle.ts'
import { ConsoleUser, consoleSession, fieldsOf } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

const NOW = new Date('2027-04-01T10:00:00.000Z')

let database: TestDatabase
let small: SmallCycle
let closed: StoredRow[]
let desk: HrDesk
/** The second one of HR, with an account of their own. */
let henri: ConsoleUser
let holdsPath: string
let erasurePath: string

beforeAll(async () => {
  database = await startTestDatabase()
  small = await startClosedCycle(database.db)
  closed = await allRows(database.db)
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  await restoreRows(database.db, closed)
  desk = openHrDesk(database.db, NOW)
  const { session } = consoleSession('hr', NOW)
  const other = {
    ...session,
    subject: 'henris-account',
    name: 'Henri Roux',
    hash: hashOfSessionId('henri'),
  } as typeof session
  desk.sessions.rows.set(other.hash, other)
  henri = new ConsoleUser(desk.handle, other, 'henri')
  holdsPath = `/hr/people/${small.people.rita.personId}/holds`
  erasurePath = `/hr/people/${small.people.rita.personId}/erasure`
})

const reason = { reason: 'A claim before the labour court, file 7.' }
const asking = { reason: 'She asked for it in a letter.', understood: 'yes' }

async function registerEntries() {
  const { chain } = await loadRegister(database.db)
  const verdict = verifyChain(await listEntries(database.db, chain.subjectRef), chain.subjectRef, chain)
  if (!verdict.holds) throw new Error(verdict.problem)
  return verdict.entries
}

const pressed = async (who: ConsoleUser, path: string, action: string, more: Record<string, string> = {}) => {
  const selector = `main form[action="${action}"]`
  return who.post(action, { ...fieldsOf(await who.open(path), selector), ...more })
}
const runEraser = (minutes: number) =>
  erasePeople({
    db: database.db,
    now: () => new Date(NOW.getTime() + minutes * 60_000).toISOString(),
    log: () => {},
  })

describe('a legal hold', () => {
  test('is placed by one, with an entry that says nothing in the clear, and shows on every page about the person', async () => {
    const form = await desk.hana.open(holdsPath)
    expect(form.words).toContain('No legal hold stands.')
    const placed = await pressed(desk.hana, holdsPath, holdsPath, reason)
    expect(placed.location).toBe(`${holdsPath}?done=placed`)
    const page = await desk.hana.open(`${holdsPath}?done=placed`)
    expect(page.words).toContain('Nothing of Rita Ferrão is erased until two of you lift it.')
    expect(page.words).toContain(reason.reason)
    expect((await desk.hana.open(`/hr/people/${small.people.rita.personId}`)).words).toContain(
      `A legal hold stands ${reason.reason} ( Hana Reyes , 1 April 2027`,
    )
    expect((await desk.hana.open('/hr/holds-and-erasures')).words).toContain(reason.reason)
    const [entry, ...others] = await registerEntries()
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      eventType: 'person.hold-placed',
      signerRole: 'hr',
      subjectKind: 'register',
    })
    expect(JSON.stringify(entry)).not.toMatch(/labour|Rita|per_|hr-account/)
    const openings = await listOpenings(database.db, entry?.eventId ?? '')
    expect(openings.find(({ field }) => field === 'reason')).toMatchObject({
      value: reason.reason,
      about: small.people.rita.personId,
    })
  })

  test('is lifted by two only: whoever asked cannot agree, not even with another page', async () => {
    await pressed(desk.hana, holdsPath, holdsPath, reason)
    const asked = await pressed(desk.hana, holdsPath, `${holdsPath}/ask-to-lift`, { liftReason: 'Settled.' })
    expect(asked.location).toBe(`${holdsPath}?done=asked`)
    const own = await desk.hana.open(holdsPath)
    expect(own.words).toContain('You have asked for this yourself')
    expect(own.document.querySelector(`form[action="${holdsPath}/lift"]`)).toBeNull()
    const holdId = (await findHolds(database.db, small.people.rita.personId)).holds[0]?.holdId ?? ''
    const alone = await desk.hana.post(`${holdsPath}/lift`, { holdId })
    expect(alone.status).toBe(409)
    expect(alone.words).toContain('Lifting a hold takes two people')
    expect((await findHolds(database.db, small.people.rita.personId)).holds).toHaveLength(1)
    expect((await henri.open('/hr/holds-and-erasures')).words).toContain('Hana Reyes asks to lift it')
    expect((await henri.open('/hr')).words).toContain('A colleague asks for the lifting of 1 legal hold.')
    expect((await desk.hana.open('/hr')).words).not.toContain('A second person is needed')

    const lifted = await pressed(henri, holdsPath, `${holdsPath}/lift`)
    expect(lifted.location).toBe(`${holdsPath}?done=lifted`)
    expect((await findHolds(database.db, small.people.rita.personId)).holds).toEqual([])
    const entry = (await registerEntries()).at(-1)
    expect(entry?.eventType).toBe('person.hold-lifted')
    const openings = await listOpenings(database.db, entry?.eventId ?? '')
    expect(Object.fromEntries(openings.map(({ field, value }) => [field, value]))).toMatchObject({
      actor: 'henris-account',
      requestedBy: 'hr-account',
      liftReason: 'Settled.',
    })
  })

  test('goes on when the second person does not agree, and cannot be lifted unasked', async () => {
    await pressed(desk.hana, holdsPath, holdsPath, reason)
    const holdId = (await findHolds(database.db, small.people.rita.personId)).holds[0]?.holdId ?? ''
    expect((await henri.post(`${holdsPath}/lift`, { holdId })).words).toContain(
      'Nobody has asked to lift this hold.',
    )
    await pressed(desk.hana, holdsPath, `${holdsPath}/ask-to-lift`, { liftReason: 'Settled.' })
    expect((await pressed(henri, holdsPath, `${holdsPath}/keep`)).location).toBe(`${holdsPath}?done=kept`)
    const { holds } = await findHolds(database.db, small.people.rita.personId)
    expect(holds).toEqual([expect.not.objectContaining({ liftAsked: expect.anything() })])
    expect((await registerEntries()).map(({ eventType }) => eventType)).toEqual(['person.hold-placed'])
  })

  test('of several, each stands for itself; a form without a reason comes back with what to mend', async () => {
    await pressed(desk.hana, holdsPath, holdsPath, reason)
    await pressed(henri, holdsPath, holdsPath, { reason: 'Another matter.' })
    const blank = await desk.hana.post(`${holdsPath}/ask-to-lift`, { holdId: '', liftReason: '' })
    expect(blank.status).toBe(422)
    expect(blank.words).toContain('Choose the hold that is over.')
    const empty = await desk.hana.post(holdsPath, { reason: '  ' })
    expect(empty.status).toBe(422)
    const [first] = (await findHolds(database.db, small.people.rita.personId)).holds
    const liftReason = 'Settled.'
    await desk.hana.post(`${holdsPath}/ask-to-lift`, { holdId: first?.holdId ?? '', liftReason })
    await henri.post(`${holdsPath}/lift`, { holdId: first?.holdId ?? '' })
    const page = await henri.open(`${holdsPath}?done=lifted`)
    expect(page.words).toContain('Others still stand, so nothing can be erased.')
    expect((await henri.open(erasurePath)).words).toContain('A legal hold stands on Rita Ferrão.')
  })
})

describe('an erasure', () => {
  test('says with numbers what goes and what stays before anybody asks for it', async () => {
    const page = await desk.hana.open(erasurePath)
    for (const sentence of [
      'It cannot be undone by anybody.',
      '1 review of them',
      '1 record that was signed or shown',
      'What they wrote about others: 1 piece of input as a colleague.',
      'The values behind 10 entries of the trail',
      '1 record of other people, as they were signed.',
      'A random number in their place in 1 cycle',
      'mails, downloads and prints',
    ]) {
      expect(page.words).toContain(sentence)
    }
    expect(await desk.hana.read(erasurePath)).toMatchObject({
      obstacles: [],
      counts: { reviews: 1, records: 1, ratings: 0, colleagueInputs: 1, entries: 10, othersRecords: 1 },
    })
  })

  test('takes two accounts and then happens; every page about the person still opens', async () => {
    expect((await pressed(desk.hana, erasurePath, erasurePath, asking)).location).toBe(erasurePath)
    const own = await desk.hana.open(erasurePath)
    expect(own.words).toContain('You have asked for this yourself')
    expect(own.document.querySelector(`form[action="${erasurePath}/confirm"]`)).toBeNull()
    const erasureId = (await findErasure(database.db, small.people.rita.personId))?.erasureId ?? ''
    const alone = await desk.hana.post(`${erasurePath}/confirm`, { erasureId, understood: 'yes' })
    expect(alone.status).toBe(409)
    expect(alone.words).toContain('Erasing takes two people')
    expect((await findErasure(database.db, small.people.rita.personId))?.status).toBe('requested')

    const unread = await pressed(henri, erasurePath, `${erasurePath}/confirm`)
    expect(unread.status).toBe(422)
    expect(unread.words).toContain('Tick this when you have seen what goes and what stays.')
    const confirmed = await pressed(henri, erasurePath, `${erasurePath}/confirm`, { understood: 'yes' })
    expect(confirmed.location).toBe(erasurePath)
    expect((await henri.open(erasurePath)).words).toContain('It begins within a minute or two.')
    expect(await findPerson(database.db, small.people.rita.personId)).toMatchObject({ status: 'left' })

    await runEraser(0)
    expect((await henri.open(erasurePath)).words).toContain('The erasure is under way')
    for (const minutes of [1, 2]) await runEraser(minutes)
    const done = await henri.open(erasurePath)
    expect(done.words).toContain('This person is erased On 1 April 2027')
    const { cycleId } = small.cycle
    for (const path of [
      `/hr/people/${small.people.rita.personId}`,
      holdsPath,
      '/hr/holds-and-erasures',
      '/hr/people',
      `/hr/people/${small.people.sam.personId}`,
      '/hr/cycles',
      `/hr/cycles/${cycleId}`,
      ...small.reviews.map(({ reviewId }) => `/hr/cycles/${cycleId}/reviews/${reviewId}`),
      '/hr',
    ]) {
      const page = await henri.open(path)
      expect(page.status, path).toBe(200)
      expect(page.html, path).not.toContain('Ferrão')
    }
    const review = await henri.open(`/hr/cycles/${cycleId}/reviews/${small.rita.reviewId}`)
    expect(review.words).toContain('The content of this review was erased On 1 April 2027')
    expect((await henri.post(holdsPath, reason)).words).toContain(
      'There is nothing left that a hold could keep.',
    )
    expect((await registerEntries()).map(({ eventType }) => eventType)).toEqual([
      'person.erasure-requested',
      'person.erasure-confirmed',
      'person.erased',
    ])
  })

  test('is withdrawn by either as long as nothing is erased, and somebody who only left for it comes back', async () => {
    const { personId } = small.people.rita
    await pressed(desk.hana, erasurePath, erasurePath, asking)
    await pressed(henri, erasurePath, `${erasurePath}/confirm`, { understood: 'yes' })
    const withdrawn = await pressed(desk.hana, erasurePath, `${erasurePath}/withdraw`)
    expect(withdrawn.location).toBe(`${erasurePath}?done=withdrawn`)
    expect((await desk.hana.open(`${erasurePath}?done=withdrawn`)).words).toContain('Nothing was erased.')
    expect(await findPerson(database.db, personId)).toMatchObject({ status: 'active', name: 'Rita Ferrão' })
    await runEraser(5)
    expect(await findPerson(database.db, personId)).toMatchObject({ name: 'Rita Ferrão' })
    // The request of the page that is still open is not the one that somebody makes later.
    const old = await findErasure(database.db, personId)
    await pressed(desk.hana, erasurePath, erasurePath, asking)
    const late = await henri.post(`${erasurePath}/confirm`, {
      erasureId: old?.erasureId ?? '',
      understood: 'yes',
    })
    expect(late.words).toContain('The request that you saw was withdrawn')
    expect((await registerEntries()).map(({ eventType }) => eventType)).toEqual([
      'person.erasure-requested',
      'person.erasure-confirmed',
      'person.erasure-withdrawn',
      'person.erasure-requested',
    ])
  })

  test('is refused while a hold stands: when it is asked for, and when it came between asking and confirming', async () => {
    await pressed(henri, holdsPath, holdsPath, reason)
    const page = await desk.hana.open(erasurePath)
    expect(page.words).toContain('Rita Ferrão cannot be erased now')
    expect(page.document.querySelector(`form[action="${erasurePath}"]`)).toBeNull()
    const refused = await desk.hana.post(erasurePath, asking)
    expect(refused.status).toBe(409)
    expect(refused.words).toContain('Nothing is erased until it is lifted.')
    expect(await findErasure(database.db, small.people.rita.personId)).toBeUndefined()

    const { pau } = small.people
    const pausErasure = `/hr/people/${pau.personId}/erasure`
    await desk.hana.post(pausErasure, asking)
    await henri.post(`/hr/people/${pau.personId}/holds`, reason)
    const erasureId = (await findErasure(database.db, pau.personId))?.erasureId ?? ''
    const confirmed = await henri.post(`${pausErasure}/confirm`, { erasureId, understood: 'yes' })
    expect(confirmed.status).toBe(409)
    expect(confirmed.words).toContain('A legal hold stands on Pau Serra.')
    expect((await findErasure(database.db, pau.personId))?.status).toBe('requested')
  })

  test('is refused while the person takes part in a cycle that is not closed, and waits for one that took them in', async () => {
    const reopen = async (status: 'released' | 'opening' | 'closed') => {
      const before = await loadCycle(database.db, small.cycle.cycleId)
      const event = plainEvent('cycle.released', 'released', { at: NOW.toISOString() })
      await transact(database.db, cycleChangeItems(database.db, before, { ...before, status }, [event]))
    }
    await reopen('released')
    const page = await desk.hana.open(erasurePath)
    expect(page.words).toContain('Rita Ferrão takes part in “Spring review”, which is not closed.')
    expect((await desk.hana.post(erasurePath, asking)).status).toBe(409)
    await reopen('closed')
    await desk.hana.post(erasurePath, asking)
    await pressed(henri, erasurePath, `${erasurePath}/confirm`, { understood: 'yes' })
    // Something that was being launched when it was confirmed.
    await reopen('opening')
    await runEraser(0)
    expect(await findPerson(database.db, small.people.rita.personId)).toMatchObject({ name: 'Rita Ferrão' })
    expect((await desk.hana.open(erasurePath)).words).toContain(
      'The erasure waits “Spring review” is being launched.',
    )
    await reopen('closed')
    await runEraser(1)
    expect(await findPerson(database.db, small.people.rita.personId)).toBeUndefined()
  })

  test('of nobody is like any other page that is not there', async () => {
    const nobody = `/hr/people/per_${'1'.repeat(32)}`
    const nowhere = await desk.hana.open('/hr/there/is/no/such/page')
    for (const path of [nobody, `${nobody}/holds`, `${nobody}/erasure`]) {
      expect((await desk.hana.open(path)).html, path).toBe(nowhere.html)
    }
    for (const [path, fields] of [
      [`${nobody}/holds`, reason],
      [`${nobody}/erasure`, asking],
      [`${nobody}/erasure/confirm`, { erasureId: 'x', understood: 'yes' }],
      [`${nobody}/erasure/withdraw`, { erasureId: 'x' }],
    ] as const) {
      expect((await desk.hana.post(path, fields)).status, path).toBe(404)
    }
    expect(await registerEntries().catch(() => [])).toEqual([])
  })
})
