import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import type { StepKind } from '../../../functions/domain/step.ts'
import { issueCode } from '../../../functions/store/codes.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { utf8 } from '../../../functions/trail/bytes.ts'
import { canonicalJson, leafHashOf } from '../../../functions/trail/digest.ts'
import { personId } from '../../fixtures/cycle.ts'
import { filledForm } from '../participant/answers.ts'
import { type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { openedCycle } from '../steps/small-review.ts'
import { type StepBench, startStepBench } from '../steps/step-bench.ts'
import { openedPack } from '../trail/pack/opened-pack.ts'
import { type AuditDesk, openAuditDesk } from './audit-desk.ts'
import { startTestLog, type TestLog } from './test-log.ts'

const PEER_WORDS = 'What a colleague wrote <script>alert(1)</script>'
const EVENING = new Date('2027-01-11T18:00:00.000Z')

let bench: StepBench
let log: TestLog
let small: SmallCycle
let desk: AuditDesk
let reviewPath: string

beforeAll(async () => {
  ;[bench, log] = await Promise.all([startStepBench(), startTestLog()])
}, 60_000)
afterAll(() => Promise.all([bench.close(), log.close()]))
beforeEach(async () => {
  small = await startSmallCycle(bench.db, undefined, { pia: true })
  desk = openAuditDesk(bench.db, log.store, EVENING)
  reviewPath = `/audit/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`
})

async function submit(who: Person, kind: StepKind, role: 'self' | 'peer' | 'supervisor') {
  const step = await small.step(small.rita, kind, who)
  const sent = await (await small.comeIn(who)).post(`/my/steps/${step.reviewId}/${step.stepId}`, {
    ...filledForm(role, role === 'peer' ? { text: PEER_WORDS } : {}),
    intent: 'submit',
    draftVersion: '0',
  })
  expect(sent.location).toContain('/my/receipts/')
}

async function sign(who: Person, kind: StepKind, how: Record<string, string>) {
  await small.ask(small.rita, kind)
  const record = [String((await small.current(small.rita)).recordDigest)]
  const at = small.clock.now.toISOString()
  const code = await issueCode(small.db, small.cycle.cycleId, who.personId, record, at)
  const browser = await small.comeIn(who)
  await browser.open('/my/sign')
  const { stepId } = await small.step(small.rita, kind)
  const fields = {
    record,
    code,
    typedName: who.name,
    ...(how.meaning === undefined ? { sign: stepId } : how),
  }
  expect((await browser.post('/my/sign', fields)).location).toContain('/my/receipts/')
}

/** Rita's review up to both signatures. */
async function signedReview(): Promise<void> {
  const { rita, sam, pia, pau, per } = small.people
  await small.ask(small.rita, 'selfAssessment')
  await small.ask(small.rita, 'peerInput')
  await submit(rita, 'selfAssessment', 'self')
  for (const peer of [pia, pau, per]) await submit(peer, 'peerInput', 'peer')
  await small.ask(small.rita, 'supervisorRating')
  await submit(sam, 'supervisorRating', 'supervisor')
  await small.release(small.rita)
  await sign(rita, 'revieweeSignature', {
    meaning: 'acknowledged-with-disagreement',
    comment: 'Not <b>all</b>.',
  })
  await sign(sam, 'supervisorSignature', {})
}

/** The zip; its bytes come as base64, as Lambda answers them. */
async function download(path: string): Promise<Uint8Array> {
  const { status, html, words } = await desk.ada.open(path)
  expect(status, words).toBe(200)
  return new Uint8Array(Buffer.from(html, 'base64'))
}

const opened = (zip: Uint8Array) => openedPack(bench.db, zip)

const pack = async (path = `${reviewPath}/pack.zip`) => opened(await download(path))

describe('the pack of a review', () => {
  test('waits for the log, then proves who signed what, and tells nobody who the colleagues were', async () => {
    await signedReview()
    const early = await desk.ada.open(`${reviewPath}/pack.zip`)
    expect(early.status).toBe(409)
    // The clock of these tests is far behind the entries’ or ahead of them; both sentences are in words.
    expect(early.words).toMatch(/ready within a minute|in no published checkpoint/)

    await log.publish(bench.db)
    const { files, report } = await pack()
    expect(report.problems).toEqual([])
    expect(report.acts.map(({ role, by, meaning }) => [role, by, meaning])).toEqual([
      ['self', 'Rita Ferrão', 'submitted'],
      ['peer', null, 'submitted'],
      ['peer', null, 'submitted'],
      ['peer', null, 'submitted'],
      ['supervisor', 'Sam Idris', 'submitted'],
      ['reviewee', 'Rita Ferrão', 'acknowledged-with-disagreement'],
      ['supervisor', 'Sam Idris', 'approved'],
    ])
    expect(report.notes.join(' ')).toContain('not end in a closing event')

    const all = Object.values(files).join('\n')
    for (const peer of [small.people.pia, small.people.pau, small.people.per]) {
      expect(all).not.toContain(peer.personId)
      expect(all).not.toContain(peer.name)
    }
    const manifest = files['manifest.html'] ?? ''
    expect(manifest).toContain('Evidence of the review of Rita Ferrão')
    expect(manifest).toContain('Not &lt;b>all')
    expect(manifest).toContain('&lt;script>alert(1)')
    expect(manifest).not.toMatch(/<script|<link|<img|src=/)
    expect(manifest).toContain('Seen, and not agreed with in all of it')
    expect(manifest).toContain('I do not agree with all of it, and my comment says where.')
    expect(manifest).toContain('The log calls this chain')
    expect(files['README.txt']).toMatch(/It was made on \d+ \w+ \d{4}, \d\d:\d\d UTC, from the log/)
    expect(files['countersign-verify.mjs']).toContain('verified')
  })

  test('shows what was changed in the tables: the record, a value, the end of the chain', async () => {
    await signedReview()
    await log.publish(bench.db)
    const { db } = bench
    const key = { pk: `REVIEW#${small.rita.reviewId}`, sk: 'RECORD#1' }
    const before = (await pack()).files
    const recordPath =
      Object.keys(before).find((path) => path.endsWith('.json') && path.startsWith('texts/')) ?? ''
    const canonical = before[recordPath] ?? ''
    const rewrite = (text: string) =>
      db.client.send(
        new PutItemCommand({ TableName: db.tables.records, Item: marshall({ ...key, canonical: text }) }),
      )
    await rewrite(canonicalJson({ ...JSON.parse(canonical), ratingOfRecord: 1 }))
    expect((await pack()).sentences).toContain('No entry of the pack names this text')
    await rewrite(canonical)
    expect((await pack()).sentences).toBe('')

    const { chain } = await small.current(small.rita)
    const entries = await listEntries(db, chain.subjectRef)
    const last = entries.at(-1) ?? ''
    const { eventId } = JSON.parse(last) as { eventId: string }
    const [opening] = await listOpenings(db, eventId)
    await db.client.send(
      new UpdateItemCommand({
        TableName: db.tables.vault,
        Key: marshall({ pk: `EVENT#${eventId}`, sk: `PERSON#${small.people.sam.personId}` }),
        UpdateExpression: 'SET #fields.#name.#value = :name',
        ExpressionAttributeNames: { '#fields': 'fields', '#name': 'signerName', '#value': 'value' },
        ExpressionAttributeValues: marshall({ ':name': 'Mallory' }),
      }),
    )
    expect(opening).toBeDefined()
    expect((await pack()).sentences).toContain('not the one that entry')

    await db.client.send(
      new DeleteItemCommand({
        TableName: db.tables.trail,
        Key: marshall({ pk: `ENTRY#${leafHashOf(utf8(last))}`, sk: 'ENTRY' }),
      }),
    )
    expect((await pack()).sentences).toContain('The record counts')
  })

  test('an entry that came past the log is said to be late, and there is no half pack', async () => {
    await small.ask(small.rita, 'selfAssessment')
    await submit(small.people.rita, 'selfAssessment', 'self')
    const late = await desk.ada.open(`${reviewPath}/pack.zip`)
    expect(late.status).toBe(409)
    expect(late.words).toContain('written more than five minutes ago')
    desk = openAuditDesk(bench.db, log.store, small.clock.now)
    expect((await desk.ada.open(`${reviewPath}/pack.zip`)).words).toContain('ready within a minute')
  })
})

describe('the pack of a person', () => {
  test('holds the reviews about them, and nothing that they wrote about others', async () => {
    await signedReview()
    await log.publish(bench.db)
    const { rita, pia, per } = small.people
    const { files, report } = await pack(`/audit/people/${rita.personId}/pack.zip`)
    expect(report.problems).toEqual([])
    expect(report.acts).toHaveLength(7)
    expect(files['manifest.html']).toContain('Evidence of the reviews of Rita Ferrão')

    // Pia wrote about Rita and is reviewed herself: only the latter is in her pack.
    const ofPia = await pack(`/audit/people/${pia.personId}/pack.zip`)
    expect(ofPia.report.problems).toEqual([])
    expect(ofPia.report.acts).toEqual([])
    expect(Object.values(ofPia.files).join('\n')).not.toContain(small.rita.reviewId)

    const notReviewed = await desk.ada.open(`/audit/people/${per.personId}/pack.zip`)
    expect(notReviewed.status).toBe(409)
    expect(notReviewed.words).toContain('Per <b>Ek</b> is reviewed in no cycle')
    expect(notReviewed.words).toContain('download its evidence there')
    expect(notReviewed.words).not.toContain(per.personId)
    expect((await desk.ada.open(`/audit/people/${personId(99)}/pack.zip`)).status).toBe(404)
  })
})

describe('the packs of a cycle', () => {
  test('come in parts that each show that none of their reviews is missing', async () => {
    const cycleId = await openedCycle(bench)
    await log.publish(bench.db)
    const path = `/audit/cycles/${cycleId}`
    const offered = await desk.ada.open(`${path}/packs?each=1`)
    expect(offered.words).toContain('Download part 2 of 2')
    expect((await desk.ada.open(`${path}/packs`)).words).toContain('Download the evidence (2 reviews)')

    for (const part of [1, 2]) {
      const { report, files } = await pack(`${path}/pack.zip?part=${part}&each=1`)
      expect(report.problems).toEqual([])
      expect(report.notes.join(' ')).toContain(`part ${part} of 2`)
      expect(files['manifest.html']).toContain(`${part} of 2`)
    }
    expect((await pack(`${path}/pack.zip`)).sentences).toBe('')
    expect((await desk.ada.open(`${path}/pack.zip?part=3&each=1`)).status).toBe(404)
    expect((await desk.ada.open(`${path}/pack.zip?part=0`)).status).toBe(400)
    expect((await desk.ada.open(`${path}/pack.zip?each=201`)).status).toBe(400)

    const [review] = await bench.reviews(cycleId)
    await bench.db.client.send(
      new DeleteItemCommand({
        TableName: bench.db.tables.records,
        Key: marshall({ pk: `CYCLE#${cycleId}`, sk: `REVIEW#${review?.reviewId}` }),
      }),
    )
    expect((await pack(`${path}/pack.zip`)).sentences).toContain('The list of reviews that the launch froze')
  })

  test('before the launch there is the cycle’s own chain', async () => {
    const cycleId = await bench.scheduleCycle()
    await log.publish(bench.db)
    const { report, sentences } = await pack(`/audit/cycles/${cycleId}/pack.zip`)
    expect(sentences).toBe('')
    expect(report.acts).toEqual([])
  })
})
