import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Counts } from '../../../functions/domain/counts.ts'
import type { Person } from '../../../functions/domain/person.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { askTheStepRow } from '../../../functions/steps/ask-the-step-row.ts'
import type { StepDependencies } from '../../../functions/steps/step.ts'
import { listOpenConcerns } from '../../../functions/store/concerns.ts'
import { readCounts } from '../../../functions/store/counts.ts'
import { commitCycleChange, loadCycle } from '../../../functions/store/cycles.ts'
import { getRow } from '../../../functions/store/database.ts'
import { departuresOf, withdrawDeparted } from '../../../functions/store/departed-people.ts'
import { reviewStartKey } from '../../../functions/store/keys.ts'
import { findParticipant, listParticipants } from '../../../functions/store/participants.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { EVERY_REVIEW, listReviews } from '../../../functions/store/reviews.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { digestOfSubjects } from '../../../functions/trail/digest.ts'
import { trailEntrySchema } from '../../../functions/trail/entry.ts'
import { person } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { fieldsOf } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

let database: TestDatabase
let small: SmallCycle
let desk: HrDesk
let operations: string
let mailed: unknown[]

beforeAll(async () => {
  database = await startTestDatabase()
}, 120_000)
afterAll(() => database.close())
beforeEach(async () => {
  small = await startSmallCycle(database.db)
  mailed = []
  openDesk(new Date(MONDAY.getTime() + 3_600_000))
  operations = `/hr/cycles/${small.cycle.cycleId}/operations`
})

/** Hana signs in, some day. */
function openDesk(now: Date): void {
  const client = {
    send: async (command: { input: { Entries?: { MessageBody?: string }[] } }) => {
      for (const { MessageBody } of command.input.Entries ?? []) mailed.push(JSON.parse(MessageBody ?? ''))
      return {}
    },
  }
  desk = openHrDesk(database.db, now, { mailQueue: async () => ({ client, url: 'queue' }) as never })
}

const REASON = 'Moves to <b>another</b> country'

async function preview(operation: string, fields: Record<string, string | string[]>) {
  return desk.hana.post(`${operations}/${operation}/preview`, fields)
}

async function doIt(operation: string, fields: Record<string, string | string[]>) {
  return desk.hana.post(`${operations}/${operation}`, fieldsOf(await preview(operation, fields)))
}

const part = (who: Person) => findParticipant(small.db, small.cycle.cycleId, who.personId)

async function everyReview(): Promise<Review[]> {
  return (await listReviews(small.db, small.cycle.cycleId, EVERY_REVIEW)).reviews
}

/** What the counters must say, counted anew from the reviews. */
async function recount(): Promise<Counts> {
  const counts: Record<string, number> = {}
  const add = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  for (const review of await everyReview()) {
    add('review.opened')
    for (const { kind, state } of review.steps) {
      if (['submitted', 'bypassed', 'expired'].includes(state)) add(`${kind}.${state}`)
      if (kind === 'supervisorRating' && ['bypassed', 'expired'].includes(state)) add('review.unrated')
    }
    if (review.stage === 'closedUnfinished') add('review.closedUnfinished')
    if (review.endedAs !== undefined) add('review.endedEarly')
  }
  return counts
}

async function newcomer(values: Partial<Person> = {}): Promise<Person> {
  const nora: Person = {
    ...person(7, { name: 'Nora Nyström', supervisorId: small.people.sam.personId, ...values }),
    personId: small.db.mint.personId(),
  }
  await savePeople(small.db, [nora])
  return nora
}

async function cycleEntries() {
  const { chain } = await loadCycle(small.db, small.cycle.cycleId)
  const raw = await listEntries(small.db, chain.subjectRef)
  expect(verifyChain(raw, chain.subjectRef, chain).holds).toBe(true)
  return raw.map((entry) => trailEntrySchema.parse(JSON.parse(entry)))
}

describe('a late joiner', () => {
  const joined = { workingSince: '2026-09-01', minimumDays: '90', reason: 'Came in January' }

  test('joins what is not over: the review is counted, listed in the trail, and its workflow asked for', async () => {
    const nora = await newcomer()
    const seen = await preview('late-joiner', { person: nora.personId, ...joined })
    expect(seen.words).toContain('1 person: 0 drafts move, 1 mail goes, nothing is lost.')
    expect(seen.words).toContain('Sam Idris rates. The review is labelled as joined late')
    expect(seen.words).toContain('4 colleagues are asked until')
    expect((await desk.hana.post(`${operations}/late-joiner`, fieldsOf(seen))).words).toContain(
      'Done for 1 of 1',
    )

    const reviews = await everyReview()
    const review = reviews.find(({ revieweeId }) => revieweeId === nora.personId)
    if (review === undefined) throw new Error('Nora has no review')
    const cycle = await loadCycle(small.db, small.cycle.cycleId)
    expect(cycle.reviewCount).toBe(3)
    expect(review).toMatchObject({ stage: 'gathering', joinedLateAt: expect.any(String), version: 1 })
    expect(review.notRated).toBeUndefined()
    const start = await getRow(small.db, reviewStartKey(review.reviewId, review.reviewId))
    expect(start).toMatchObject({ unmoved: true, input: { reviewId: review.reviewId } })
    expect(await part(nora)).toMatchObject({ state: 'active', asked: [{ reviewId: review.reviewId }] })
    const peers = review.steps.filter(({ kind }) => kind === 'peerInput').map(({ assigneeId }) => assigneeId)
    for (const id of peers) {
      const participant = (await listParticipants(small.db, small.cycle.cycleId)).find(
        (one) => one.personId === id,
      )
      expect(participant?.asked.map(({ reviewId }) => reviewId)).toContain(review.reviewId)
    }
    expect(mailed).toEqual([
      { kind: 'waiting', cycleId: cycle.cycleId, personId: nora.personId, occasion: 'launch' },
    ])
    const added = (await cycleEntries()).at(-1)
    expect(added).toMatchObject({
      eventType: 'cycle.review-added',
      recordDigest: digestOfSubjects(reviews.map(({ chain }) => chain.subjectRef)),
    })
    expect(await readCounts(small.db, cycle.cycleId)).toEqual(await recount())
  })

  test('after the time for self-assessment and colleagues goes straight to the supervisor, and is marked', async () => {
    const nora = await newcomer()
    openDesk(new Date('2027-01-26T09:00:00.000Z'))
    const seen = await preview('late-joiner', { person: nora.personId, ...joined })
    expect(seen.words).toContain('No self-assessment: its time was over')
    expect(seen.words).toContain('No input of colleagues')
    await desk.hana.post(`${operations}/late-joiner`, fieldsOf(seen))
    const review = (await everyReview()).find(({ revieweeId }) => revieweeId === nora.personId)
    expect(review?.steps.map(({ kind, state }) => [kind, state])).toEqual([
      ['selfAssessment', 'bypassed'],
      ['supervisorRating', 'notOpen'],
      ['release', 'notOpen'],
      ['revieweeSignature', 'notOpen'],
      ['supervisorSignature', 'notOpen'],
    ])
    expect(review?.readyAt.supervisorRating).toBe(desk.clock.now.toISOString())
    expect(mailed).toEqual([])
    expect(await readCounts(small.db, small.cycle.cycleId)).toEqual(await recount())
  })

  test('below the minimum period gets no rating of record; the hire date of the people file is enough', async () => {
    const nora = await newcomer({ hiredOn: '2026-12-20' })
    const { workingSince: _, ...rest } = joined
    const seen = await preview('late-joiner', { person: nora.personId, ...rest })
    expect(seen.words).toContain(
      'No rating of record. Worked for 12 days of the review period; a rating needs 90.',
    )
    await desk.hana.post(`${operations}/late-joiner`, fieldsOf(seen))
    expect((await everyReview()).find(({ revieweeId }) => revieweeId === nora.personId)?.notRated).toContain(
      '12 days',
    )
  })

  test('is added once, however often it is sent, and by two of HR at the same moment', async () => {
    const nora = await newcomer()
    const seen = await preview('late-joiner', { person: nora.personId, ...joined })
    await Promise.all([
      desk.hana.post(`${operations}/late-joiner`, fieldsOf(seen)),
      desk.hana.post(`${operations}/late-joiner`, fieldsOf(seen)),
    ])
    await desk.hana.post(`${operations}/late-joiner`, fieldsOf(seen))
    expect((await everyReview()).filter(({ revieweeId }) => revieweeId === nora.personId)).toHaveLength(1)
    expect((await loadCycle(small.db, small.cycle.cycleId)).reviewCount).toBe(3)
  })

  test('who is reviewed already, or has no known first day, is told why not', async () => {
    const { rita } = small.people
    expect((await preview('late-joiner', { person: rita.personId, ...joined })).words).toContain(
      'Rita Ferrão has a review in this cycle already.',
    )
    const nora = await newcomer()
    const missing = await preview('late-joiner', { person: nora.personId, minimumDays: '90', reason: 'x' })
    expect(missing.status).toBe(422)
    expect(missing.words).toContain('Enter the first working day of Nora Nyström')
  })
})

describe('taking somebody out', () => {
  test('ends their review with its label, keeps what was written, and leaves their part for others', async () => {
    const { rita } = small.people
    await small.ask(small.rita, 'selfAssessment')
    const seen = await preview('exempt', { person: rita.personId, as: 'exempt', reason: REASON })
    expect(seen.words).toContain('Their review ends now and is labelled Exempt.')
    expect(seen.words).toContain('8 open steps are not needed any more')
    await desk.hana.post(`${operations}/exempt`, fieldsOf(seen))
    const review = await small.current(small.rita)
    expect(review).toMatchObject({ stage: 'closedUnfinished', endedAs: 'exempt', endReason: REASON })
    expect(await small.step(small.rita, 'selfAssessment')).toMatchObject({ state: 'bypassed', unmoved: true })
    expect(await part(rita)).toMatchObject({ state: 'exempt', linkGeneration: 1 })
    expect((await (await small.comeIn(rita)).open('/my')).status).toBe(200)
    expect((await small.verdict(small.rita)).holds).toBe(true)
    expect((await cycleEntries()).at(-1)?.eventType).toBe('participant.exempted')
    expect(await readCounts(small.db, small.cycle.cycleId)).toMatchObject({
      'review.unrated': 1,
      'review.closedUnfinished': 1,
      'review.endedEarly': 1,
    })
    expect((await preview('exempt', { person: rita.personId, as: 'exempt', reason: 'x' })).words).toContain(
      'is exempt already',
    )
  })

  test('who was away for all of the period is not rated, with the statement in its place', async () => {
    const { omar } = small.people
    const statement = 'On parental leave from July to December'
    await doIt('exempt', { person: omar.personId, as: 'notRated', reason: statement })
    expect(await small.current(small.omar)).toMatchObject({ endedAs: 'notRated', notRated: statement })
  })
})

describe('withdrawing somebody', () => {
  test('ends links and sessions at once, their review, and what they were asked about others', async () => {
    const { pia } = small.people
    const browser = await small.comeIn(pia)
    await small.ask(small.rita, 'peerInput')
    expect((await browser.open('/my')).status).toBe(200)
    const done = await doIt('withdraw', { person: pia.personId, reason: REASON })
    expect(done.words).toContain('2 reviews go on without their input as a colleague.')
    expect((await browser.open('/my')).text).not.toContain('Rita Ferrão')
    expect(await part(pia)).toMatchObject({ state: 'withdrawn', linkGeneration: 2, stateReason: REASON })
    for (const review of [small.rita, small.omar]) {
      expect((await small.step(review, 'peerInput', pia)).state).toBe('bypassed')
      expect((await small.verdict(review)).holds).toBe(true)
    }
    expect(await readCounts(small.db, small.cycle.cycleId)).toMatchObject({ 'peerInput.bypassed': 2 })
    expect((await preview('withdraw', { person: pia.personId, reason: 'x' })).words).toContain('Already so')
  })

  test('who rates others hands it to the next level up, who hears of it', async () => {
    const { sam } = small.people
    const bea: Person = { ...person(8, { name: 'Bea Boss' }), personId: small.db.mint.personId() }
    await savePeople(small.db, [bea, { ...sam, supervisorId: bea.personId, version: 2 }])
    const done = await doIt('withdraw', { person: sam.personId, reason: REASON })
    expect(done.words).toContain('Bea Boss, the next level up, takes over 2 reviews that they rate.')
    for (const review of [small.rita, small.omar]) {
      expect(await small.current(review)).toMatchObject({
        ratingSupervisorId: bea.personId,
        ratingSupervisorName: 'Bea Boss',
      })
    }
    expect(await part(bea)).toMatchObject({ state: 'active' })
    expect(mailed).toHaveLength(1)
    expect(mailed[0]).toMatchObject({ kind: 'part', personId: bea.personId })
  })

  test('a people file that says that somebody has left does the same, once, and never brings them back', async () => {
    const { pia } = small.people
    const act = {
      at: desk.clock.now.toISOString(),
      by: { subject: 'hr-account', authenticatedAt: MONDAY.toISOString() },
    }
    const foreseen = await departuresOf(small.db, new Set([pia.personId]), act)
    expect(foreseen.map(({ withdrawal }) => withdrawal.asPeer.length)).toEqual([2])
    expect(await part(pia)).toMatchObject({ state: 'active' })
    await savePeople(small.db, [{ ...pia, status: 'left', version: 2 }])
    await withdrawDeparted(small.db, act)
    await withdrawDeparted(small.db, act)
    expect(await part(pia)).toMatchObject({ state: 'withdrawn', linkGeneration: 2 })
    await savePeople(small.db, [{ ...pia, status: 'active', version: 3 }])
    await withdrawDeparted(small.db, act)
    expect(await part(pia)).toMatchObject({ state: 'withdrawn' })
    expect(
      (await cycleEntries()).filter(({ eventType }) => eventType === 'participant.withdrawn'),
    ).toHaveLength(1)
  })

  test('who rates others, with nobody above, leaves them on HR’s list, once each', async () => {
    const { sam } = small.people
    await doIt('withdraw', { person: sam.personId, reason: REASON })
    expect((await preview('withdraw', { person: sam.personId, reason: REASON })).words).toContain(
      'Already so',
    )
    const orphans = (await listOpenConcerns(small.db)).filter(
      ({ kind, cycleId }) => kind === 'orphaned' && cycleId === small.cycle.cycleId,
    )
    expect(orphans.map(({ reviewId }) => reviewId).sort()).toEqual(
      [small.rita.reviewId, small.omar.reviewId].sort(),
    )
  })
})

describe('leave', () => {
  const ask = (review: Review, stepId: string, now: string) =>
    askTheStepRow.run(
      { db: small.db, now: () => now } as StepDependencies,
      askTheStepRow.input.parse({ cycleId: review.cycleId, reviewId: review.reviewId, stepId }),
    )

  test('stops the clocks of somebody, and gives the time back that was missed', async () => {
    const { rita } = small.people
    await small.ask(small.rita, 'selfAssessment')
    const away = await doIt('go-on-leave', { person: rita.personId, returnOn: '2027-01-28', reason: REASON })
    expect(away.words).toContain('1 step waits for them')
    expect(await part(rita)).toMatchObject({ state: 'paused', returnOn: '2027-01-28' })
    const step = await small.step(small.rita, 'selfAssessment')
    expect(await ask(small.rita, step.stepId, '2027-01-27T10:00:00.000Z')).toEqual({
      until: '2027-01-28T10:00:00.000Z',
    })
    openDesk(new Date('2027-01-28T08:00:00.000Z'))
    const back = await doIt('come-back', { person: rita.personId })
    // From Monday the 11th to Thursday the 28th: thirteen working days, on top of Friday the 22nd.
    expect(back.words).toContain('Self-assessment: until Wednesday, 10 February 2027.')
    expect(await part(rita)).toMatchObject({ state: 'active' })
    expect((await part(rita))?.pausedAt).toBeUndefined()
    expect(await small.step(small.rita, 'selfAssessment')).toMatchObject({
      dueAt: '2027-02-10T22:59:59.000Z',
    })
    expect((await cycleEntries()).slice(-2).map(({ eventType }) => eventType)).toEqual([
      'participant.paused',
      'participant.returned',
    ])
  })

  test('lets them write on, and ends at the latest with the cycle', async () => {
    const { rita } = small.people
    await small.ask(small.rita, 'selfAssessment')
    await doIt('go-on-leave', { person: rita.personId, reason: REASON })
    expect((await (await small.comeIn(rita)).open('/my')).status).toBe(200)
    const step = await small.step(small.rita, 'selfAssessment')
    expect(await ask(small.rita, step.stepId, '2027-03-03T10:00:00.000Z')).toEqual({ settled: 'bypassed' })
    expect((await preview('come-back', { person: small.people.omar.personId })).words).toContain(
      'is not on leave',
    )
  })
})

describe('the whole cycle', () => {
  const cycle = () => `/hr/cycles/${small.cycle.cycleId}`

  test('is paused and goes on: each page says first what it does, and what is sent twice counts once', async () => {
    await small.ask(small.rita, 'selfAssessment')
    const offer = await desk.hana.open(`${cycle()}/pause`)
    expect(offer.words).toContain('Forms stay open for whoever wants to write on')
    expect((await desk.hana.post(`${cycle()}/pause`, { reason: '' })).status).toBe(422)
    for (let times = 0; times < 2; times += 1) {
      const paused = await desk.hana.post(`${cycle()}/pause`, { reason: 'A strike' })
      expect(paused.location).toBe(`${cycle()}?done=paused`)
    }
    const page = await desk.hana.open(cycle())
    expect(page.words).toContain('Paused since')
    expect((await desk.hana.post(`${cycle()}/release`, {})).words).toContain('This cycle is paused.')
    const waiting = await (await small.comeIn(small.people.pia)).open('/my')
    expect(waiting.text).toContain('HR has paused this cycle')

    openDesk(new Date('2027-01-13T09:00:00.000Z'))
    const seen = await desk.hana.open(`${cycle()}/resume`)
    expect(seen.words).toContain('Every day that is still to come moves by 2 working days')
    expect(seen.words).toContain('Friday, 22 January 2027 Tuesday, 26 January 2027')
    for (let times = 0; times < 2; times += 1) {
      expect((await desk.hana.post(`${cycle()}/resume`, {})).location).toBe(`${cycle()}?done=resumed`)
    }
    expect(await small.step(small.rita, 'selfAssessment')).toMatchObject({
      dueAt: '2027-01-26T22:59:59.000Z',
    })
    expect((await loadCycle(small.db, small.cycle.cycleId)).pauses).toHaveLength(1)
    expect((await cycleEntries()).map(({ eventType }) => eventType).slice(-2)).toEqual([
      'cycle.paused',
      'cycle.resumed',
    ])
    expect(await desk.hana.read(`${cycle()}/resume`)).toMatchObject({ refusal: expect.any(String) })
  })

  test('shows before it closes what would be listed', async () => {
    expect((await desk.hana.open(`${cycle()}/close`)).words).toContain('cannot be closed now')
    const before = await loadCycle(small.db, small.cycle.cycleId)
    const event = plainEvent('cycle.released', 'released', { at: MONDAY.toISOString() })
    await commitCycleChange(small.db, before, { ...before, status: 'released' }, event)
    const page = await desk.hana.open(`${cycle()}/close`)
    expect(page.words).toContain('0 of 2 reviews are signed by both.')
    expect(page.words).toContain('Omar O’Neill Not rated')
    expect(await desk.hana.read(`${cycle()}/close`)).toMatchObject({ reviews: 2, listed: [{}, {}] })
  })

  test('finds whoever could join it', async () => {
    const nora = await newcomer({ name: 'Nora <Find> Me' })
    const page = await desk.hana.open(`${cycle()}/add-somebody?q=find`)
    expect(page.document.querySelector(`a[href$="late-joiner?person=${nora.personId}"]`)?.textContent).toBe(
      'Nora <Find> Me',
    )
    // Other tests' companies lie in the same tables: it is this cycle's Rita who is in it already.
    const ritas = await desk.hana.open(`${cycle()}/add-somebody?q=rita`)
    expect(ritas.html).not.toContain(`late-joiner?person=${small.people.rita.personId}`)
    expect((await desk.hana.open(`${cycle()}/add-somebody?q=nobody-at-all`)).words).toContain('Nobody found')
  })
})
