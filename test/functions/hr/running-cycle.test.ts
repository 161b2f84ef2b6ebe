import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ReviewCycle } from '../../../functions/domain/cycle.ts'
import { LAUNCH } from '../../../functions/domain/participant.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { seal } from '../../../functions/domain/review-course.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { commitCycleChange, findWait, loadCycle } from '../../../functions/store/cycles.ts'
import { markMailTrouble } from '../../../functions/store/mail-trouble.ts'
import { findParticipant, markMailed } from '../../../functions/store/participants.ts'
import { saveReport } from '../../../functions/store/reports.ts'
import {
  commitReviewChange,
  EVERY_REVIEW,
  listReviews,
  loadReview,
} from '../../../functions/store/reviews.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { trailEntrySchema } from '../../../functions/trail/entry.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from '../participant/answers.ts'
import { type PostRoom, startPostRoom } from '../participant/post-room.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

let database: TestDatabase
let post: PostRoom
let small: SmallCycle
let desk: HrDesk
let cyclePath: string
let reviewPath: string

beforeAll(async () => {
  database = await startTestDatabase()
  post = await startPostRoom()
}, 60_000)
afterAll(async () => {
  await database.close()
  await post.close()
})
beforeEach(async () => {
  small = await startSmallCycle(database.db, async () => post.queue)
  desk = openHrDesk(database.db, new Date(MONDAY.getTime() + 3_600_000), {
    mailQueue: async () => post.queue,
  })
  cyclePath = `/hr/cycles/${small.cycle.cycleId}`
  reviewPath = `${cyclePath}/reviews/${small.rita.reviewId}`
})

async function change(values: Partial<ReviewCycle>): Promise<void> {
  const before = await loadCycle(small.db, small.cycle.cycleId)
  const event = plainEvent('cycle.released', 'released', { at: MONDAY.toISOString() })
  await commitCycleChange(small.db, before, { ...before, ...values }, event)
}

async function newestEntry(subjectRef: string) {
  const raw = (await listEntries(small.db, subjectRef)).at(-1) ?? ''
  return trailEntrySchema.parse(JSON.parse(raw))
}

async function submitSelf(who: Person): Promise<void> {
  const [step] = await small.ask(small.rita, 'selfAssessment')
  const browser = await small.comeIn(who)
  const sent = await browser.post(`/my/steps/${small.rita.reviewId}/${step?.stepId}`, {
    ...filledForm('self'),
    intent: 'submit',
    draftVersion: '0',
  })
  expect(sent.location).toContain('/my/receipts/')
}

describe('the pages of a running cycle', () => {
  test('show progress, teams, who is waited for, and what happens next by itself', async () => {
    await submitSelf(small.people.rita)
    const page = await desk.hana.open(cyclePath)
    expect(page.status).toBe(200)
    const { reviews } = await listReviews(small.db, small.cycle.cycleId, EVERY_REVIEW)
    expect(page.words).toContain(`Self-assessment 1 of ${reviews.length}`)
    expect(page.words).toContain(`Peer input 0 of ${reviews.length * 3}`)
    expect(page.words).toContain('Next: the results are released on 10 February 2027')
    expect(page.words).toContain('Rita Ferrão Collecting 3 colleagues Sam Idris')
    expect(page.words).toContain('Omar O’Neill Collecting Omar O’Neill (self-assessment), 3 colleagues')
    expect(page.document.querySelectorAll('main script')).toEqual([])
  })

  test('are narrowed to a team or a name', async () => {
    const team = await desk.hana.open(`${cyclePath}?team=${small.people.sam.personId}&q=FERRAO`)
    expect(team.words).toContain('Reviews that Sam Idris rates')
    expect(team.words).toContain('1 review')
    expect(team.words).not.toContain('Omar')
    expect((await desk.hana.open(`${cyclePath}?team=nobody`)).words).toContain('0 reviews')
  })

  test('count what is late once the due date is over', async () => {
    desk = openHrDesk(small.db, new Date('2027-01-25T09:00:00.000Z'))
    const page = await desk.hana.open(cyclePath)
    const late = (await listReviews(small.db, small.cycle.cycleId, EVERY_REVIEW)).reviews.length
    expect(page.words).toContain(`Some steps are late Self-assessment: ${late} Peer input: ${late * 3}`)
    const today = await desk.hana.open('/hr')
    expect(today.words).toContain(`Self-assessments: ${late} late`)
    expect(today.words).toContain(`Peer input: ${late * 3} late`)
  })

  test('show a review with each step, its state, its receipt and whom it waits for', async () => {
    await submitSelf(small.people.rita)
    const page = await desk.hana.open(reviewPath)
    expect(page.status).toBe(200)
    expect(page.words).toContain('Self-assessment Rita Ferrão Done 22 January 2027')
    expect(page.words).toContain('Sent in as their own answer')
    expect(page.words).toContain('Peer input Per <b>Ek</b> Not open yet')
    expect(page.document.querySelectorAll('main b')).toEqual([])
  })

  test('never join a colleague’s name with an entry of the trail', async () => {
    await submitSelf(small.people.rita)
    const [step] = (await small.ask(small.rita, 'peerInput')).filter(
      ({ assigneeId }) => assigneeId === small.people.pia.personId,
    )
    const browser = await small.comeIn(small.people.pia)
    await browser.post(`/my/steps/${small.rita.reviewId}/${step?.stepId}`, {
      ...filledForm('peer', { text: 'Words that only the record may show.' }),
      intent: 'submit',
      draftVersion: '0',
    })
    const submitted = await small.step(small.rita, 'peerInput', small.people.pia)
    expect(submitted.receipt).toBeDefined()
    const page = await desk.hana.open(reviewPath)
    expect(page.words).toContain('Peer input Pia Lund Done')
    expect(page.html).not.toContain(submitted.receipt?.eventId)
    expect(page.html).not.toContain(submitted.receipt?.leafHash)
    expect(page.html).not.toContain('Words that only')
    expect(JSON.stringify(await desk.hana.read(reviewPath))).not.toContain(submitted.receipt?.eventId)
  })
})

describe('sending a new link', () => {
  test('ends the old links, forgets the trouble, and mails once more', async () => {
    const { rita } = small.people
    const { cycleId } = small.cycle
    await small.ask(small.rita, 'selfAssessment')
    const old = await small.linkFor(rita)
    const invited = await findParticipant(small.db, cycleId, rita.personId)
    if (invited === undefined) throw new Error('Rita takes part')
    await markMailed(small.db, invited, LAUNCH, MONDAY.toISOString())
    await markMailTrouble(small.db, cycleId, rita.personId, { kind: 'bounced', at: MONDAY.toISOString() })
    const troubled = await desk.hana.open(cyclePath)
    expect(troubled.words).toContain('Rita Ferrão The mail came back')
    expect((await desk.hana.open('/hr')).words).toContain('Mail does not reach 1 person')

    const done = await desk.hana.post(`${cyclePath}/participants/${rita.personId}/new-link`)
    expect(done.location).toBe(`${cyclePath}?done=link`)
    const visitor = small.visit()
    await visitor.open(old)
    expect(visitor.cookies.size).toBe(0)
    expect((await desk.hana.open(cyclePath)).words).not.toContain('The mail came back')
    expect(await post.deliver(small.db, () => desk.clock.now)).toBe(1)
    expect(await post.newestTo(rita.email)).toContain('https://reviews.example.com/my/')
  })

  test('leaves in the trail who had whose link mailed where', async () => {
    const { rita } = small.people
    await small.ask(small.rita, 'selfAssessment')
    await desk.hana.post(`${cyclePath}/participants/${rita.personId}/new-link`)
    expect(await post.deliver(small.db, () => desk.clock.now)).toBe(1)
    const entry = await newestEntry(small.cycle.chain.subjectRef)
    expect(entry).toMatchObject({ eventType: 'participant.link-renewed', signerRole: 'hr' })
    expect(JSON.stringify(entry)).not.toContain(rita.email)
    expect(await listOpenings(small.db, entry.eventId)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'actor', about: expect.stringMatching(/^account:/) }),
        expect.objectContaining({ field: 'participant', value: rita.personId, about: rita.personId }),
        expect.objectContaining({ field: 'address', value: rita.email, about: rita.personId }),
      ]),
    )
    const { chain } = await loadCycle(small.db, small.cycle.cycleId)
    const entries = await listEntries(small.db, chain.subjectRef)
    expect(verifyChain(entries, chain.subjectRef, chain)).toMatchObject({ holds: true })
  })

  test('sends the invitation itself where it never went out', async () => {
    const { pia } = small.people
    const done = await desk.hana.post(`${cyclePath}/participants/${pia.personId}/new-link`, {
      reviewId: small.rita.reviewId,
    })
    expect(done.location).toBe(`${reviewPath}?done=link`)
    const { Messages = [] } = await post.queue.client.send(
      new ReceiveMessageCommand({ QueueUrl: post.queue.url, MaxNumberOfMessages: 10 }),
    )
    expect(Messages.map(({ Body }) => JSON.parse(Body ?? ''))).toEqual([
      { kind: 'waiting', cycleId: small.cycle.cycleId, personId: pia.personId, occasion: 'launch' },
    ])
  })

  test('is refused where nothing waits, and unknown people look like a missing page', async () => {
    const { sam } = small.people
    const refused = await desk.hana.post(`${cyclePath}/participants/${sam.personId}/new-link`)
    expect(refused.status).toBe(409)
    expect(refused.words).toContain('Nothing waits for Sam Idris at the moment')
    const unknown = await desk.hana.post(`${cyclePath}/participants/per_${'0'.repeat(32)}/new-link`)
    expect(unknown.status).toBe(404)
  })
})

describe('going on without the missing', () => {
  test('a release is written down once and settles what the workflow waits for', async () => {
    const { cycleId } = small.cycle
    for (const _ of [1, 2]) {
      const done = await desk.hana.post(`${cyclePath}/release`)
      expect(done.location).toBe(`${cyclePath}?done=release`)
    }
    const cycle = await loadCycle(small.db, cycleId)
    expect(cycle.releaseRequestedBy).toBe('hr-account')
    const entries = await listEntries(small.db, cycle.chain.subjectRef)
    expect(entries.filter((raw) => raw.includes('cycle.release-requested'))).toHaveLength(1)
    for (const wait of ['ratings', 'releaseDate'] as const) {
      expect(await findWait(small.db, cycleId, wait)).toMatchObject({ settledBy: 'hr', version: 1 })
    }
    const page = await desk.hana.open(cyclePath)
    expect(page.words).toContain('Next: the results are released, within a minute or two.')
    expect((await desk.hana.post(`${cyclePath}/close`)).status).toBe(409)
  })

  test('a close is accepted after the release only', async () => {
    await change({ status: 'released', releasedAt: MONDAY.toISOString() })
    const refused = await desk.hana.post(`${cyclePath}/release`)
    expect(refused.status).toBe(409)
    expect(refused.words).toContain('its results are released')
    for (const _ of [1, 2]) {
      const done = await desk.hana.post(`${cyclePath}/close`)
      expect(done.location).toBe(`${cyclePath}?done=close`)
    }
    const { chain } = await loadCycle(small.db, small.cycle.cycleId)
    expect(await newestEntry(chain.subjectRef)).toMatchObject({ eventType: 'cycle.close-requested' })
    expect(await findWait(small.db, small.cycle.cycleId, 'signatures')).toMatchObject({ settledBy: 'hr' })
  })

  test.each([
    ['acknowledged', 'Signed by both'],
    ['acknowledged-with-disagreement', 'Signed by both, the reviewee disagrees'],
    ['refused', 'Sealed, the reviewee refused to sign'],
    ['silent', 'Sealed, the reviewee did not answer'],
    [null, 'Sealed'],
  ] as const)('a sealed review whose reviewee answered %s is called “%s”', async (acknowledgement, words) => {
    const before = await loadReview(small.db, small.cycle.cycleId, small.rita.reviewId)
    await commitReviewChange(small.db, {
      ...seal(before, { at: MONDAY.toISOString() }),
      after: { ...before, stage: 'sealed', acknowledgement },
    })
    for (const path of [cyclePath, reviewPath]) {
      const page = await desk.hana.open(path)
      const stages = page.document
        .querySelectorAll('main .status')
        .map(({ textContent }) => textContent.trim())
      expect(stages).toContain(words)
    }
  })

  test('a closed cycle lists its exceptions by name', async () => {
    await change({
      status: 'closed',
      closedAt: MONDAY.toISOString(),
      exceptions: [
        {
          reviewId: small.omar.reviewId,
          stage: 'sealed',
          reason: 'Countersigned; the reviewee refused to sign',
        },
      ],
    })
    await saveReport(small.db, {
      cycleId: small.cycle.cycleId,
      at: MONDAY.toISOString(),
      reviewCount: 2,
      counts: { 'review.sealed': 2 },
      exceptions: [],
    })
    const page = await desk.hana.open(cyclePath)
    expect(page.words).toContain(
      '1 exception Name Ended Omar O’Neill Countersigned; the reviewee refused to sign',
    )
    expect(page.words).toContain(
      'Signed by both 1 Signed by the supervisor only 1 Not signed by the supervisor',
    )
    expect(page.words).not.toContain('Every review is signed by both')
  })
})
