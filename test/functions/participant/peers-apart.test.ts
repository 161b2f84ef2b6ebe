import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import type { Review } from '../../../functions/domain/review.ts'
import type { StepKind } from '../../../functions/domain/step.ts'
import { issueCode } from '../../../functions/store/codes.ts'
import { listOpenings } from '../../../functions/store/trail.ts'
import type { TrailEntry } from '../../../functions/trail/entry.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from './answers.ts'
import type { Browser } from './browser.ts'
import { type SmallCycle, startSmallCycle } from './small-cycle.ts'

let database: TestDatabase
let small: SmallCycle

beforeAll(async () => {
  database = await startTestDatabase()
  small = await startSmallCycle(database.db, undefined, { pia: true })
}, 60_000)
afterAll(() => database.close())

/** What an entry says of its kind and place: the same in many entries, by whomever they are. */
const OF_EVERYBODY: readonly (keyof TrailEntry)[] = [
  'schemaVersion',
  'subjectKind',
  'subjectRef',
  'subjectSeq',
  'eventType',
  'meaning',
  'signerRole',
  'recordVersion',
  'formVersion',
  'locale',
  'intentStatement',
  'retentionClass',
]

function clearValues(entry: TrailEntry): string[] {
  const { method: _, ...authentication } = entry.authentication
  const telling = Object.entries({ ...entry, authentication }).filter(
    ([name]) => !OF_EVERYBODY.includes(name as keyof TrailEntry),
  )
  const leaves = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value]
  return telling
    .flatMap(([, value]) => leaves(value))
    .flatMap((value) => (value === null ? [] : [String(value)]))
}

/** Everybody uses one browser for all that they do, as people do: one session, one moment of coming in. */
async function liveThrough(reviews: readonly Review[]): Promise<void> {
  const { people } = small
  const browsers = new Map<Person, Browser>()
  const tick = () => {
    small.clock.now = new Date(small.clock.now.getTime() + 61_337)
  }
  const browserOf = async (who: Person) => {
    tick()
    const browser = browsers.get(who) ?? (await small.comeIn(who))
    browsers.set(who, browser)
    await browser.open('/my')
    // Nobody writes a form in the moment in which they come in.
    tick()
    return browser
  }
  const send = async (review: Review, kind: StepKind, who: Person, role: 'self' | 'peer' | 'supervisor') => {
    const step = await small.step(review, kind, who)
    const fields = { ...filledForm(role), intent: 'submit', draftVersion: '0' }
    const path = `/my/steps/${step.reviewId}/${step.stepId}`
    expect((await (await browserOf(who)).post(path, fields)).status).toBe(303)
  }
  const sign = async (review: Review, who: Person, how: Record<string, string>) => {
    const browser = await browserOf(who)
    const record = [String((await small.current(review)).recordDigest)]
    const at = small.clock.now.toISOString()
    const code = await issueCode(small.db, small.cycle.cycleId, who.personId, record, at)
    const signed = await browser.post('/my/sign', { record, code, typedName: who.name, ...how })
    expect(signed.location).toContain('/my/receipts/')
  }
  for (const review of reviews) {
    const reviewee = Object.values(people).find(({ personId }) => personId === review.revieweeId)
    if (reviewee === undefined) throw new Error('Somebody is reviewed')
    await small.ask(review, 'selfAssessment')
    await small.ask(review, 'peerInput')
    await send(review, 'selfAssessment', reviewee, 'self')
    for (const line of review.steps.filter(({ kind }) => kind === 'peerInput')) {
      const peer = Object.values(people).find(({ personId }) => personId === line.assigneeId)
      if (peer !== undefined) await send(review, 'peerInput', peer, 'peer')
    }
    await small.ask(review, 'supervisorRating')
    await send(review, 'supervisorRating', people.sam, 'supervisor')
    await small.release(review)
    await small.ask(review, 'revieweeSignature')
    await sign(review, reviewee, { meaning: 'acknowledged' })
    await small.ask(review, 'supervisorSignature')
    const { stepId } = await small.step(review, 'supervisorSignature')
    await sign(review, people.sam, { sign: stepId })
  }
}

test('nothing in the clear ties a peer’s entry to any entry of the same or another person', async () => {
  // Pia is a peer of Rita and is reviewed herself, by Rita among others.
  const reviews = small.reviews
  await liveThrough(reviews)

  const chains = await Promise.all(reviews.map((review) => small.verdict(review)))
  const entries = chains.flatMap((verdict) => {
    if (!verdict.holds) throw new Error(verdict.problem)
    return verdict.entries
  })
  const peers = entries.filter(({ signerRole }) => signerRole === 'peer')
  expect(peers).toHaveLength(9)
  for (const entry of peers) {
    expect(entry.authentication).toEqual({ method: 'emailed-link', at: null })
    const elsewhere = new Set(entries.filter((other) => other !== entry).flatMap(clearValues))
    // The chain itself: the entry before is named by its hash, which no other entry names.
    expect(clearValues(entry).filter((value) => elsewhere.has(value))).toEqual([])
  }
})

test('the moment a peer came in is committed, and the vault keeps it under the peer', async () => {
  const step = await small.step(small.rita, 'peerInput', small.people.pia)
  const openings = await listOpenings(small.db, String(step.receipt?.eventId))
  const opening = openings.find(({ field }) => field === 'authenticatedAt')
  expect(opening?.about).toBe(small.people.pia.personId)
  expect(opening?.value).toMatch(/^2027-01-11T/)
})
