import { createHash } from 'node:crypto'
import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditorRoom } from '../../../functions/auditor/room.ts'
import { auditorRoutes } from '../../../functions/auditor/routes.ts'
import { openReview } from '../../../functions/domain/launch.ts'
import type { Review } from '../../../functions/domain/review.ts'
import type { SignOffMeaning } from '../../../functions/domain/sign-off.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { commitCycleChange, loadCycle } from '../../../functions/store/cycles.ts'
import { findRecord } from '../../../functions/store/released-records.ts'
import { createReview, EVERY_REVIEW, listReviews } from '../../../functions/store/reviews.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { canonicalJson, digestOfSubjects } from '../../../functions/trail/digest.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { formPost, httpEvent } from '../web/http-event.ts'
import { expectSoundRoutes } from '../web/route-table.ts'
import { expectUniformRefusal, somePathOf, strangers } from '../web/stranger.ts'
import { type AuditDesk, openAuditDesk } from './audit-desk.ts'
import { rateAndRelease as releaseRita, sign as signRita } from './audited-cycle.ts'
import { startTestLog, type TestLog } from './test-log.ts'

const PEER_WORDS = 'What a colleague wrote <script>alert(1)</script>'

let database: TestDatabase
let log: TestLog
let small: SmallCycle
let desk: AuditDesk
let cyclePath: string
let reviewPath: string

beforeAll(async () => {
  ;[database, log] = await Promise.all([startTestDatabase(), startTestLog()])
}, 60_000)
afterAll(() => Promise.all([database.close(), log.close()]))
beforeEach(async () => {
  small = await startSmallCycle(database.db)
  desk = openAuditDesk(database.db, log.store, MONDAY)
  cyclePath = `/audit/cycles/${small.cycle.cycleId}`
  reviewPath = `${cyclePath}/reviews/${small.rita.reviewId}`
})

/** Rita's review up to its release, with colleagues who write what browsers might run. */
const rateAndRelease = () => releaseRita(small, PEER_WORDS)
const sign = (meaning: SignOffMeaning, comment = '') => signRita(small, meaning, { comment })

async function entryRows(review: Review): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await small.db.client.send(
    new QueryCommand({
      TableName: small.db.tables.trail,
      IndexName: 'bySubject',
      KeyConditionExpression: 'subjectRef = :ref',
      ExpressionAttributeValues: marshall({ ':ref': review.chain.subjectRef }),
    }),
  )
  return Items.map((item) => unmarshall(item))
}

async function setRow(key: { pk: string; sk: string }, attribute: string, value: unknown): Promise<void> {
  await small.db.client.send(
    new UpdateItemCommand({
      TableName: small.db.tables.records,
      Key: marshall(key),
      UpdateExpression: 'SET #attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: marshall({ ':value': value }),
    }),
  )
}

/** Rita's record with another rating, still a good record, and the fingerprint that it has now. */
async function rewrittenRecord() {
  const stored = await findRecord(small.db, small.rita.reviewId)
  const canonical = canonicalJson({ ...JSON.parse(stored ?? ''), ratingOfRecord: 1 })
  expect(canonical).not.toBe(stored)
  return { canonical, digest: createHash('sha256').update(canonical, 'utf8').digest('hex') }
}

/** Everything in the three tables, to see whether anything has changed. */
async function everything(): Promise<string> {
  const tables = await Promise.all(
    Object.values(small.db.tables).map(async (TableName) => {
      const { Items = [] } = await small.db.client.send(new ScanCommand({ TableName, ConsistentRead: true }))
      return Items.map((item) => JSON.stringify(unmarshall(item), undefined, 0)).sort()
    }),
  )
  return JSON.stringify(tables)
}

describe('reading a review', () => {
  test('each entry in order, with who, when, what it means and how they were known', async () => {
    await rateAndRelease()
    await sign('acknowledged-with-disagreement', 'The second goal was met.')
    await sign('approved')
    const page = await desk.ada.open(reviewPath)
    expect(page.status).toBe(200)
    expect(page.words).toContain('The chain of entries holds There are 9 entries.')
    expect(page.words).toContain('The stored record is the one that was released')
    expect(page.document.querySelectorAll('h3').map((heading) => heading.textContent)).toEqual([
      '0. The review was opened',
      '1. The self-assessment was sent in',
      '2. A colleague’s input was sent in',
      '3. A colleague’s input was sent in',
      '4. A colleague’s input was sent in',
      '5. The supervisor’s rating was sent in',
      '6. The record was released to the reviewee',
      '7. The reviewee signed the record',
      '8. The supervisor signed the record',
    ])
    expect(page.words).toContain('Seen, and not agreed with in all of it')
    expect(page.words).toContain('Comment The second goal was met. fits')
    expect(page.words).toContain('a six-digit code mailed for this very record')
    expect(page.words).toContain('“I confirm that this is the review that I gave')
    expect(page.words).toContain('Asserted by this installation')
    expect(page.document.querySelectorAll('script:not([src])')).toEqual([])
  })

  test('never says who wrote as a peer, in no form of the answer', async () => {
    await rateAndRelease()
    const answers = [
      (await desk.ada.open(reviewPath)).html,
      JSON.stringify(await desk.ada.read(reviewPath)),
      (await desk.ada.open(`${reviewPath}/record`)).html,
      JSON.stringify(await desk.ada.read(`${reviewPath}/record`)),
      (await desk.ada.open(`${cyclePath}/entries.json`)).html,
    ]
    for (const peer of [small.people.pia, small.people.pau, small.people.per]) {
      for (const answer of answers) {
        expect(answer).not.toContain(peer.personId)
        expect(answer).not.toContain(peer.name.split(' ')[0] === 'Per' ? 'Per &lt;b' : peer.name)
        expect(answer).not.toContain('Per <b>')
      }
    }
    const page = await desk.ada.open(reviewPath)
    expect(page.words.match(/Who withheld Kept apart, so that no page says who wrote/g)).toHaveLength(3)
  })

  test('an erased value is called erased, and the chain still holds', async () => {
    await rateAndRelease()
    const [, submitted] = await entryRows(small.rita)
    const { eventId } = JSON.parse(String(submitted?.entry))
    await small.db.client.send(
      new DeleteItemCommand({
        TableName: small.db.tables.vault,
        Key: marshall({ pk: `EVENT#${eventId}`, sk: `PERSON#${small.people.rita.personId}` }),
      }),
    )
    const page = await desk.ada.open(reviewPath)
    expect(page.words).toContain('The chain of entries holds')
    expect(page.words).toContain(
      'Who erased The value is gone; the entry stays valid without it. The register does not say why.',
    )
  })
})

describe('what was changed behind the app’s back shows', () => {
  test('a changed entry', async () => {
    await rateAndRelease()
    const row = (await entryRows(small.rita))[5]
    const entry = String(row?.entry).replace('"meaning":"submitted"', '"meaning":"submittex"')
    await small.db.client.send(
      new PutItemCommand({ TableName: small.db.tables.trail, Item: marshall({ ...row, entry }) }),
    )
    const page = await desk.ada.open(reviewPath)
    expect(page.words).toContain('The chain of entries does not hold')
    expect(page.words).toContain('Entry 6 does not follow the entry before it.')
  })

  test('an entry that was taken out at the end', async () => {
    await rateAndRelease()
    const row = (await entryRows(small.rita)).at(-1)
    await small.db.client.send(
      new DeleteItemCommand({
        TableName: small.db.tables.trail,
        Key: marshall({ pk: row?.pk, sk: row?.sk }),
      }),
    )
    const page = await desk.ada.open(reviewPath)
    expect(page.words).toContain('The record counts 7 entries, the trail holds 6')
  })

  test('an entry that cannot be read any more', async () => {
    const [row] = await entryRows(small.rita)
    await small.db.client.send(
      new PutItemCommand({ TableName: small.db.tables.trail, Item: marshall({ ...row, entry: '{"x":1}' }) }),
    )
    const page = await desk.ada.open(reviewPath)
    expect(page.status).toBe(200)
    expect(page.words).toContain('Entry 0 cannot be read.')
  })

  test('a changed value in the vault', async () => {
    await rateAndRelease()
    const [, submitted] = await entryRows(small.rita)
    const { eventId } = JSON.parse(String(submitted?.entry))
    await small.db.client.send(
      new UpdateItemCommand({
        TableName: small.db.tables.vault,
        Key: marshall({ pk: `EVENT#${eventId}`, sk: `PERSON#${small.people.rita.personId}` }),
        UpdateExpression: 'SET #fields.signer.#value = :other',
        ExpressionAttributeNames: { '#fields': 'fields', '#value': 'value' },
        ExpressionAttributeValues: marshall({ ':other': 'Somebody else' }),
      }),
    )
    const page = await desk.ada.open(reviewPath)
    expect(page.words).toContain('A stored value does not fit its entry Entry 1: signer')
    expect(page.words).not.toContain('Somebody else')
  })

  test('a changed record', async () => {
    await rateAndRelease()
    const key = { pk: `REVIEW#${small.rita.reviewId}`, sk: 'RECORD#1' }
    await small.db.client.send(
      new UpdateItemCommand({
        TableName: small.db.tables.records,
        Key: marshall(key),
        UpdateExpression: 'SET canonical = :other',
        ExpressionAttributeValues: marshall({ ':other': '{}' }),
      }),
    )
    expect((await desk.ada.open(reviewPath)).words).toContain(
      'The stored record is not the one that was released',
    )
    expect((await desk.ada.open(`${reviewPath}/record`)).words).toContain(
      'The record is not where it should be',
    )
  })

  test('a changed record whose fingerprint was changed with it in the review’s row', async () => {
    await rateAndRelease()
    await sign('acknowledged')
    const { canonical, digest } = await rewrittenRecord()
    await setRow({ pk: `REVIEW#${small.rita.reviewId}`, sk: 'RECORD#1' }, 'canonical', canonical)
    const row = { pk: `CYCLE#${small.cycle.cycleId}`, sk: `REVIEW#${small.rita.reviewId}` }
    await setRow(row, 'recordDigest', digest)
    for (const path of [reviewPath, `${reviewPath}/record`]) {
      const page = await desk.ada.open(path)
      expect(page.words).toContain('The stored record is not the one that was released')
    }
    const record = await desk.ada.open(`${reviewPath}/record`)
    expect(record.words).toContain('Covers Another record than this one')
    expect(record.words).not.toContain('Covers This record')
  })

  test('a chain that does not hold proves no record', async () => {
    await rateAndRelease()
    const row = (await entryRows(small.rita))[1]
    await small.db.client.send(
      new DeleteItemCommand({
        TableName: small.db.tables.trail,
        Key: marshall({ pk: row?.pk, sk: row?.sk }),
      }),
    )
    for (const path of [reviewPath, `${reviewPath}/record`]) {
      const page = await desk.ada.open(path)
      expect(page.words).toContain('Nothing proves the stored record')
      expect(page.words).not.toContain('The stored record is the one that was released')
    }
  })
})

describe('the plan and the reviews of a cycle', () => {
  /** What the launch writes down once all reviews are there. */
  async function commitToReviews(): Promise<void> {
    const cycle = await loadCycle(small.db, small.cycle.cycleId)
    const { reviews } = await listReviews(small.db, cycle.cycleId, EVERY_REVIEW)
    const refs = reviews.map(({ chain }) => chain.subjectRef).reverse()
    const event = plainEvent('cycle.opened', `opened with ${refs.length} reviews`, {
      at: MONDAY.toISOString(),
      recordDigest: digestOfSubjects(refs),
    })
    expect(await commitCycleChange(small.db, cycle, cycle, event)).toBe(true)
  }

  test('are said to be those in the trail while nobody has touched them', async () => {
    await commitToReviews()
    const page = await desk.ada.open(cyclePath)
    expect(page.words).toContain('The plan is the one in the trail')
    expect(page.words).toContain('The reviews are those of the launch')
    expect(page.words).toContain('Fingerprint of the plan')
    expect(await desk.ada.read(cyclePath)).toMatchObject({ holds: true, plan: 'fits', list: 'fits' })
  })

  test('a date that was moved behind the app’s back shows', async () => {
    const cycle = await loadCycle(small.db, small.cycle.cycleId)
    const dates = { ...cycle.dates, ratingDueOn: '2027-02-08' }
    await setRow({ pk: 'CYCLES', sk: cycle.cycleId }, 'dates', dates)
    const page = await desk.ada.open(cyclePath)
    expect(page.words).toContain('The plan is not the one in the trail')
  })

  test('so does a deadline that no longer follows from its date', async () => {
    const { cycleId, deadlines } = await loadCycle(small.db, small.cycle.cycleId)
    const moved = { ...deadlines, peerInput: { ...deadlines.peerInput, dueAt: MONDAY.toISOString() } }
    await setRow({ pk: 'CYCLES', sk: cycleId }, 'deadlines', moved)
    expect(await desk.ada.read(cyclePath)).toMatchObject({ holds: true, plan: 'differs' })
  })

  test('a review that was taken away with its whole chain shows', async () => {
    await commitToReviews()
    for (const { pk, sk } of await entryRows(small.omar)) {
      await small.db.client.send(
        new DeleteItemCommand({ TableName: small.db.tables.trail, Key: marshall({ pk, sk }) }),
      )
    }
    await small.db.client.send(
      new DeleteItemCommand({
        TableName: small.db.tables.records,
        Key: marshall({ pk: `CYCLE#${small.cycle.cycleId}`, sk: `REVIEW#${small.omar.reviewId}` }),
      }),
    )
    const page = await desk.ada.open(cyclePath)
    expect(page.words).toContain('The chain of entries holds')
    expect(page.words).toContain('The reviews are not those of the launch')
  })

  test('a launch that named no list of reviews proves none', async () => {
    expect((await desk.ada.open(cyclePath)).words).toContain(
      'Nothing proves that the list of reviews is complete',
    )
  })
})

describe('the reviews of a cycle', () => {
  const names = async (query: string) =>
    (await desk.ada.open(`${cyclePath}?${query}`)).document
      .querySelectorAll('main table tbody th')
      .map((cell) => cell.textContent)

  test('are found by reviewee, by who rates and by stage', async () => {
    await rateAndRelease()
    expect((await names('')).sort()).toEqual(['Omar O’Neill', 'Rita Ferrão'])
    expect(await names('q=ferrao')).toEqual(['Rita Ferrão'])
    expect((await names('q=sam')).sort()).toEqual(['Omar O’Neill', 'Rita Ferrão'])
    expect(await names('stage=released')).toEqual(['Rita Ferrão'])
    expect(await names('stage=released&q=omar')).toEqual([])
    const none = await desk.ada.open(`${cyclePath}?stage=sealed`)
    expect(none.words).toContain('No review fits Show all reviews')
    expect((await desk.ada.open(`${cyclePath}?stage=eaten`)).status).toBe(400)
  })

  test('are not found by who gave input to a colleague', async () => {
    expect(await names('q=Pia')).toEqual([])
  })

  test('and the cycle’s own entries are said to be in the log once they are', async () => {
    expect((await desk.ada.open(cyclePath)).words).toContain('The others wait for it.')
    await log.publish(database.db)
    expect((await desk.ada.open(cyclePath)).words).toMatch(/All \d+ are in the log, each proven just now\./)
  })
})

describe('the record to print', () => {
  test('says that there is none before the release', async () => {
    const page = await desk.ada.open(`${reviewPath}/record`)
    expect(page.status).toBe(200)
    expect(page.words).toContain('No record has been released yet')
  })

  test('has name, time and meaning of each signature, and all words as text', async () => {
    await rateAndRelease()
    await sign('acknowledged')
    await sign('approved')
    const page = await desk.ada.open(`${reviewPath}/record`)
    expect(page.words).toContain('Reviewee Signed by Rita Ferrão Name as typed Rita Ferrão')
    expect(page.words).toContain('11 February 2027, 09:00 CET 2027-02-11T08:00:00.000Z')
    expect(page.words).toContain('Meaning Seen and agreed with')
    expect(page.words).toContain('Supervisor Signed by Sam Idris')
    expect(page.words).toContain('Covers This record')
    expect(page.words).toContain('3 of 3 colleagues answered.')
    expect(page.words).toContain(PEER_WORDS)
    expect(page.document.querySelectorAll('script:not([src])')).toEqual([])
  })
})

describe('the raw entries', () => {
  test('can be checked by anybody with the chain’s own rules', async () => {
    await rateAndRelease()
    const download = await desk.ada.open(`${cyclePath}/entries.json`)
    const { cycle, reviews, next } = download.json() as {
      cycle: { subjectRef: string; entries: string[]; head: { seq: number; lastHash: string } }
      reviews: (typeof cycle & { reviewId: string })[]
      next?: string
    }
    expect(next).toBeUndefined()
    const stored = await listReviews(small.db, small.cycle.cycleId, EVERY_REVIEW)
    expect(reviews.map(({ reviewId }) => reviewId)).toEqual(stored.reviews.map(({ reviewId }) => reviewId))
    expect(reviews.length).toBeGreaterThan(1)
    for (const chain of [cycle, ...reviews]) {
      expect(verifyChain(chain.entries, chain.subjectRef, chain.head)).toMatchObject({ holds: true })
    }
  })

  test('come in pages of two hundred reviews', async () => {
    const { people, cycle, db } = small
    const planned = {
      reviewee: people.rita,
      ratingSupervisor: people.sam,
      lineSupervisorId: null,
      peers: [],
    }
    for (let start = 0; start < 200; start += 20) {
      await Promise.all(
        Array.from({ length: 20 }, () =>
          createReview(
            db,
            openReview(cycle, planned, {
              reviewId: db.mint.reviewId(),
              subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
              mint: db.mint,
            }),
            plainEvent('review.opened', 'opened', { at: MONDAY.toISOString() }),
          ),
        ),
      )
    }
    const { reviews } = await listReviews(db, cycle.cycleId, EVERY_REVIEW)
    const seen = new Set<string>()
    let after = ''
    for (const expected of [200, reviews.length - 200]) {
      const page = (await desk.ada.read(`${cyclePath}/entries.json${after}`)) as {
        reviews: { reviewId: string }[]
        next?: string
      }
      expect(page.reviews).toHaveLength(expected)
      for (const { reviewId } of page.reviews) seen.add(reviewId)
      after = `?after=${page.next}`
    }
    expect(after).toBe('?after=undefined')
    expect(seen.size).toBe(reviews.length)
    const first = await desk.ada.open(cyclePath)
    const second = await desk.ada.open(
      first.document.querySelector('a[rel=next]')?.getAttribute('href') ?? '',
    )
    expect(second.status).toBe(200)
    expect(second.document.querySelectorAll('main table tbody tr')).toHaveLength(100)
    const found = await desk.ada.open(`${cyclePath}?q=NEILL+omar`)
    expect(found.document.querySelectorAll('main table tbody tr')).toHaveLength(1)
  }, 60_000)
})

describe('an auditor', () => {
  test('changes nothing, whatever they open or send', async () => {
    await rateAndRelease()
    const before = await everything()
    for (const path of [
      '/audit',
      cyclePath,
      `${cyclePath}/entries.json`,
      reviewPath,
      `${reviewPath}/record`,
    ]) {
      expect((await desk.ada.open(path)).status).toBe(200)
      expect([404, 405]).toContain((await desk.ada.post(path, { status: 'closed' })).status)
    }
    expect(await everything()).toBe(before)
    expect(auditorRoutes.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('meets the same page for everything that is not there', async () => {
    const nowhere = await desk.ada.open('/audit/nowhere')
    const other = await startSmallCycle(database.db)
    for (const path of [
      `/audit/cycles/cyc_${'0'.repeat(32)}`,
      '/audit/cycles/x',
      `${cyclePath}/reviews/rev_${'0'.repeat(32)}`,
      `${cyclePath}/reviews/${other.rita.reviewId}`,
      `${cyclePath}/reviews/${other.rita.reviewId}/record`,
    ]) {
      expect((await desk.ada.open(path)).html).toBe(nowhere.html)
    }
  })

  test.each(strangers(auditorRoom, MONDAY).map((stranger) => [stranger.kind, stranger] as const))(
    'is nobody with a session of the kind %s',
    async (_kind, stranger) => {
      desk.sessions.rows.set(stranger.hash, stranger)
      await expectUniformRefusal(desk.handle, auditorRoom, auditorRoutes, stranger)
    },
  )

  test('signs in first', async () => {
    expectSoundRoutes(auditorRoom, auditorRoutes, ['/audit/assets/{file}'])
    for (const route of auditorRoutes.filter(({ rule }) => rule === 'auditor')) {
      const path = somePathOf(route)
      const answer = await desk.handle(httpEvent({ path }))
      expect(answer.headers?.location).toBe(`/audit/sign-in?to=${encodeURIComponent(path)}`)
      expect((await desk.handle(formPost(path, {}))).statusCode).toBe(401)
    }
  })
})
