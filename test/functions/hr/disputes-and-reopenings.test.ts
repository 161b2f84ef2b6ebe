import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Review } from '../../../functions/domain/review.ts'
import { erasePeople } from '../../../functions/reactions/erase-people.ts'
import { releaseReview } from '../../../functions/steps/release-review.ts'
import { issueCode } from '../../../functions/store/codes.ts'
import { listOpenConcerns } from '../../../functions/store/concerns.ts'
import { loadCycle } from '../../../functions/store/cycles.ts'
import { noteOfficer } from '../../../functions/store/officers.ts'
import { listRecords } from '../../../functions/store/released-records.ts'
import { hashOfSessionId } from '../../../functions/web/sessions.ts'
import { allRows, rowsHolding } from '../all-rows.ts'
import { startClosedCycle } from '../closed-cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import type { Browser, Seen } from '../participant/browser.ts'
import type { SmallCycle } from '../participant/small-cycle.ts'
import { wantErased } from '../two-of-hr.ts'
import { ConsoleUser, consoleSession } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

/**
 * One review of a cycle that is closed, from a dispute to its third record, as its people and HR do it on the pages. The tests
 * follow each other.
 */
let database: TestDatabase
let small: SmallCycle
let desk: HrDesk
let henri: ConsoleUser
let rita: Browser
let sam: Browser
let hrPath: string
let myPath: string

const REASON = 'My figures of March and April are not in it, and they were the best of the year.'
const DECISION = 'The figures of March and April are right, and with them the rating is a 4.'
const APPEAL = 'A 4 is still not what the figures say.'
const UPHELD = 'I have read all of it again. The 4 is what the anchors say for these figures.'
const REOPENED = 'The supervisor’s name stands wrong in the record and has to be put right.'

beforeAll(async () => {
  database = await startTestDatabase()
  small = await startClosedCycle(database.db)
  desk = openHrDesk(database.db, small.clock.now)
  const { session } = consoleSession('hr', small.clock.now)
  const other = {
    ...session,
    subject: 'henris-account',
    name: 'Henri Roux',
    hash: hashOfSessionId('henri'),
  } as const
  desk.sessions.rows.set(other.hash, other)
  henri = new ConsoleUser(desk.handle, other, 'henri')
  const seenAt = small.clock.now.toISOString()
  await noteOfficer(database.db, { subject: 'hr-account', name: 'Hana Reyes', seenAt })
  await noteOfficer(database.db, { subject: 'henris-account', name: 'Henri Roux', seenAt })
  await noteOfficer(database.db, { subject: 'sams-account', name: 'Sam Idris', seenAt })
  rita = await small.comeIn(small.people.rita)
  sam = await small.comeIn(small.people.sam)
  hrPath = `/hr/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`
  myPath = `/my/disputes/${small.rita.reviewId}`
}, 120_000)
afterAll(() => database.close())

const current = (): Promise<Review> => small.current(small.rita)
const later = (days: number) => {
  small.clock.now = new Date(small.clock.now.getTime() + days * 86_400_000)
}

/** What the workflow does next: the new record becomes visible. */
async function releaseAgain(): Promise<void> {
  const cycle = await loadCycle(small.db, small.cycle.cycleId)
  expect(await releaseReview(small.db, cycle, small.rita.reviewId, small.clock.now.toISOString())).toBe(true)
}

async function sign(browser: Browser, who: 'rita' | 'sam', fields: Record<string, string>): Promise<Seen> {
  const { personId, name } = small.people[who]
  const page = await browser.open('/my/sign')
  const record = page.fields.record ?? []
  const at = small.clock.now.toISOString()
  const code = await issueCode(small.db, small.cycle.cycleId, personId, record, at)
  return browser.post('/my/sign', { record, sign: page.fields.sign ?? [], typedName: name, code, ...fields })
}

test('only the reviewee and whoever rates read of a dispute, and only the reviewee can raise one', async () => {
  expect((await rita.open('/my')).text).toContain('You can dispute it')
  const form = await rita.open(myPath)
  expect(form.text).toContain('Whether you have signed, and how, makes no difference.')
  expect((await sam.open(myPath)).text).toContain('Nothing was disputed.')
  const omar = await small.comeIn(small.people.omar)
  expect((await omar.open(myPath)).status).toBe(404)
  expect((await sam.post(myPath, { meant: 'dispute', about: 'rating', reason: REASON })).status).toBe(404)
  const blank = await rita.post(myPath, { meant: 'dispute', about: 'record', reason: '  ' })
  expect(blank.status).toBe(422)
  expect(blank.fields.about).toEqual(['record'])
  expect((await current()).openDispute).toBeUndefined()
})

test('a dispute is raised once, however often it is sent, and everything that shows the record says so', async () => {
  const fields = { meant: 'dispute', about: 'rating', reason: REASON }
  await rita.open(myPath)
  const both = await Promise.all([rita.post(myPath, fields), rita.twin().post(myPath, fields)])
  expect(both.map(({ location }) => location)).toEqual([myPath, myPath])
  const review = await current()
  expect(review).toMatchObject({ disputes: 1, ownTime: true, openDispute: { number: 1, level: 'dispute' } })
  const concerns = await listOpenConcerns(small.db)
  expect(concerns).toMatchObject([{ kind: 'dispute', reviewId: review.reviewId, words: REASON }])
  expect((await rita.open(myPath)).text).toContain('The dispute is being decided')
  expect((await rita.open('/my')).text).toContain('You have disputed it')
  expect((await sam.open(myPath)).text).toContain(REASON)
  expect((await desk.hana.open(hrPath)).words).toContain('Disputed')
  expect(await desk.hana.read(hrPath)).toMatchObject({ openDispute: { number: 1 } })
  // Another one is refused, and what was typed is not lost.
  const again = await rita.post(myPath, { ...fields, reason: 'Something else that I thought of.' })
  expect(again.status).toBe(409)
  expect(again.text).toContain('Something else that I thought of.')
})

test('whoever has a part in the review cannot decide, nor anybody who was not named', async () => {
  const page = await desk.hana.open(`${hrPath}/disputes`)
  expect(page.words).toContain(REASON)
  expect(page.words).toContain('Sam Idris has a part in this review')
  const dispute = `${hrPath}/disputes/1`
  const unfit = await desk.hana.post(`${dispute}/decider`, { decider: 'sams-account' })
  expect(unfit.status).toBe(422)
  expect((await desk.hana.post(`${dispute}/decider`, { decider: 'nobodys-account' })).status).toBe(422)
  const early = await desk.hana.post(`${dispute}/decision`, { outcome: 'upheld', text: DECISION })
  expect(early.status).toBe(409)
  expect(early.html).toContain('Nobody has been named')
  expect((await henri.post(`${dispute}/decider`, { decider: 'hr-account' })).location).toContain('done=named')
  const others = await henri.post(`${dispute}/decision`, { outcome: 'upheld', text: DECISION })
  expect(others.status).toBe(409)
  expect(others.words).toContain('Hana Reyes was named to decide')
})

test('a decision needs its reasons, and a rating that differs; then another record takes the place of the one before', async () => {
  const decision = `${hrPath}/disputes/1/decision`
  const short = await desk.hana.post(decision, { outcome: 'upheld', newRating: '', text: 'No.' })
  expect(short.status).toBe(422)
  expect(short.html).toContain('No.')
  const without = await desk.hana.post(decision, { outcome: 'overturned', newRating: '', text: DECISION })
  expect(without.status).toBe(422)
  expect(without.html).toContain(DECISION)
  const same = await desk.hana.post(decision, { outcome: 'overturned', newRating: '5', text: DECISION })
  expect(same.words).toContain('The rating is 5 already')
  const done = await desk.hana.post(decision, { outcome: 'overturned', newRating: '4', text: DECISION })
  expect(done.location).toContain('done=decided')
  expect(await listOpenConcerns(small.db)).toEqual([])
  expect(await current()).toMatchObject({ stage: 'rated', recordVersion: 2, proposedRating: 4 })
  await releaseAgain()
  expect(await current()).toMatchObject({ stage: 'released', ratingOfRecord: 4, acknowledgement: null })
  for (const reader of [rita, sam]) expect((await reader.open(myPath)).text).toContain(DECISION)
})

test('the new record is signed by both, and receipts under the first one stay, and say that they no longer count', async () => {
  const first = (await current()).earlier?.[0]
  const oldStep = first?.steps.find(({ kind }) => kind === 'revieweeSignature')
  await small.ask(await current(), 'revieweeSignature')
  const page = await rita.open('/my/sign')
  expect(page.text).toContain('2, in place of record 1')
  expect(page.text).toContain(DECISION)
  const signed = await sign(rita, 'rita', { meaning: 'acknowledged', comment: '' })
  expect(signed.location).toContain('/my/receipts/')
  const old = await rita.open(`/my/receipts/${small.rita.reviewId}/${oldStep?.stepId}`)
  expect(old.text).toContain('This no longer counts: it was done anew')
  expect(old.text).toContain(String(first?.recordDigest))
  expect((await rita.open(signed.location ?? '')).text).not.toContain('This no longer counts')
  await small.ask(await current(), 'supervisorSignature')
  expect((await sam.open('/my/sign')).text).toContain('Rita Ferrão has signed')
  expect((await sign(sam, 'sam', {})).location).toContain('/my/receipts/')
  const records = await listRecords(small.db, small.rita.reviewId)
  expect(records.map(({ version }) => version)).toEqual([1, 2])
  expect(JSON.parse(records[1]?.canonical ?? '{}').supersedes).toBe(first?.recordDigest)
})

test('one appeal a dispute, decided by somebody else', async () => {
  const form = await rita.open(myPath)
  expect(form.fields.meant).toEqual(['appeal'])
  expect((await rita.post(myPath, { meant: 'appeal', reason: APPEAL })).location).toBe(myPath)
  const refused = await desk.hana.post(`${hrPath}/disputes/2/decider`, { decider: 'hr-account' })
  expect(refused.words).toContain('Hana Reyes made the decision that is appealed')
  await desk.hana.post(`${hrPath}/disputes/2/decider`, { decider: 'henris-account' })
  const decided = await henri.post(`${hrPath}/disputes/2/decision`, { outcome: 'upheld', text: UPHELD })
  expect(decided.location).toContain('done=decided')
  const last = await rita.open(myPath)
  expect(last.text).toContain('The rating was upheld: the rating and the record stand as they are.')
  expect(last.text).toContain('that is the last word')
  expect((await rita.post(myPath, { meant: 'appeal', reason: APPEAL })).status).toBe(409)
  expect((await current()).openDispute).toBeUndefined()
})

test('reopening takes two people of HR, and voids what was signed', async () => {
  const path = `${hrPath}/reopening`
  expect((await desk.hana.post(path, { to: 'record', reason: 'Because.' })).status).toBe(422)
  expect((await desk.hana.post(path, { to: 'record', reason: REOPENED })).location).toContain(
    'done=requested',
  )
  expect((await current()).recordDigest).not.toBeNull()
  const [asked] = await listOpenConcerns(small.db)
  expect(asked).toMatchObject({ kind: 'reopening', reviewId: small.rita.reviewId })
  expect((await henri.open('/hr')).html).toContain(`href="${path}"`)
  // It ends with the second person’s answer, not by being put away.
  expect((await henri.post(`/hr/concerns/${asked?.concernId}/settle`)).status).toBe(409)
  const own = await desk.hana.post(`${path}/confirm`, { number: '1' })
  expect(own.status).toBe(409)
  expect(own.words).toContain('Reopening takes two people')
  expect((await henri.open(path)).words).toContain(REOPENED)
  expect((await henri.post(`${path}/confirm`, { number: '1' })).location).toContain('done=confirmed')
  expect(await listOpenConcerns(small.db)).toEqual([])
  expect(await current()).toMatchObject({ recordVersion: 3, recordDigest: null, acknowledgement: null })
  await releaseAgain()
  const { earlier = [] } = await current()
  expect(earlier.map(({ because }) => because.kind)).toEqual(['dispute', 'reopening'])
  expect((await rita.open(myPath)).text).toContain(REOPENED)
  // A record that was made anew by a reopening can be disputed like the first.
  expect((await rita.open(myPath)).fields.meant).toEqual(['dispute'])
})

test('a reopening that nobody confirmed is withdrawn, and changes nothing', async () => {
  const before = await current()
  await henri.post(`${hrPath}/reopening`, { to: 'rating', reason: REOPENED })
  expect((await desk.hana.post(`${hrPath}/reopening/withdraw`, { number: '2' })).location).toContain(
    'withdrawn',
  )
  const after = await current()
  expect(after).toEqual({ ...before, version: after.version, chain: after.chain })
})

test('a refusal to sign is recorded with its day and its witness, by HR or by the supervisor', async () => {
  await small.ask(await current(), 'revieweeSignature')
  const none = await desk.hana.post(`${hrPath}/refusal`, { witness: 'Wendy Ito', on: '2027-01-11' })
  expect(none.status).toBe(409)
  await sign(rita, 'rita', { meaning: 'refused', comment: 'I have signed this twice.' })
  expect((await current()).acknowledgement).toBe('refused')
  const future = await desk.hana.post(`${hrPath}/refusal`, { witness: 'Wendy Ito', on: '2028-01-11' })
  expect(future.status).toBe(422)
  expect(future.html).toContain('Wendy Ito')
  const on = small.clock.now.toISOString().slice(0, 10)
  const mine = `/my/refusals/${small.rita.reviewId}`
  expect((await rita.open(mine)).status).toBe(404)
  await sam.open(mine)
  expect((await sam.post(mine, { witness: 'Wendy Ito', on })).location).toContain('done=witnessed')
  expect((await desk.hana.open(`${hrPath}/refusal`)).words).toContain('Witnessed by Wendy Ito on')
  expect(await small.verdict(small.rita)).toMatchObject({ holds: true })
})

test('when the time is over nothing can be disputed any more, and the page says what to do', async () => {
  later(40)
  const late = await small.comeIn(small.people.pia)
  const ofPia = small.reviews.find(({ revieweeId }) => revieweeId === small.people.pia.personId)
  const page = await late.open(`/my/disputes/${ofPia?.reviewId}`)
  expect(page.text).toContain('The time in which this review could be disputed is over')
  const sent = await late.post(`/my/disputes/${ofPia?.reviewId}`, { meant: 'dispute', reason: REASON })
  expect(sent.status).toBe(409)
  expect(sent.text).toContain(REASON)
})

test('erasing the reviewee takes every word of it away, and the chain still holds', async () => {
  const at = '2027-05-01T10:00:00.000Z'
  await wantErased(small.db, small.people.rita.personId, at)
  for (let minute = 0; minute < 3; minute += 1) {
    const now = new Date(Date.parse(at) + minute * 60_000).toISOString()
    await erasePeople({ db: small.db, now: () => now, log: () => {} })
  }
  const words = [REASON, DECISION, APPEAL, UPHELD, REOPENED, 'Wendy Ito', 'I have signed this twice.']
  expect(rowsHolding(await allRows(small.db), words)).toEqual([])
  expect(await small.verdict(small.rita)).toMatchObject({ holds: true })
  expect((await desk.hana.open(`${hrPath}/disputes`)).words).toContain(
    'The reasons were erased with the reviewee.',
  )
})
