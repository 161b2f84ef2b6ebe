import { afterAll, beforeAll, expect, test } from 'vitest'
import { isRefusal, type Refusal } from '../../../functions/domain/refusal.ts'
import { confirmReopening, requestReopening } from '../../../functions/domain/reopening.ts'
import { releaseReview } from '../../../functions/steps/release-review.ts'
import { commitReopeningChange, findReopeningSituation } from '../../../functions/store/reopenings.ts'
import { type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { type StepBench, startStepBench } from '../steps/step-bench.ts'
import { openedPack } from '../trail/pack/opened-pack.ts'
import { hanna, henri } from '../two-of-hr.ts'
import { type AuditDesk, openAuditDesk } from './audit-desk.ts'
import { rateAndRelease, sign } from './audited-cycle.ts'
import { startTestLog, type TestLog } from './test-log.ts'

/** One review that was signed, reopened by two of HR, and signed again, as an auditor finds it. */
const REASON = 'The record named a colleague who asked to be taken out of it.'
const EVENING = new Date('2027-02-11T18:00:00.000Z')
const AT = '2027-02-11T09:00:00.000Z'

let bench: StepBench
let log: TestLog
let small: SmallCycle
let desk: AuditDesk
let path: string

beforeAll(async () => {
  ;[bench, log] = await Promise.all([startStepBench(), startTestLog()])
  small = await startSmallCycle(bench.db)
  await rateAndRelease(small)
  await sign(small, 'acknowledged-with-disagreement', { comment: 'Not all of it.' })
  await reopen()
  small = { ...small, rita: await small.current(small.rita) }
  await sign(small, 'acknowledged', { at: '2027-02-11T10:00:00.000Z' })
  await sign(small, 'approved', { at: '2027-02-11T11:00:00.000Z' })
  await log.publish(bench.db)
  desk = openAuditDesk(bench.db, log.store, EVENING)
  path = `/audit/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`
}, 120_000)
afterAll(() => Promise.all([bench.close(), log.close()]))

function certain<T extends object>(decision: T | Refusal): T {
  if (isRefusal(decision)) throw new Error(decision.message)
  return decision
}

async function reopen(): Promise<void> {
  const { db, cycle, rita } = small
  const load = async () => {
    const found = await findReopeningSituation(db, cycle.cycleId, rita.reviewId)
    if (found === undefined) throw new Error('There is no such review')
    return found
  }
  const asked = requestReopening(await load(), { ...hanna(AT), to: 'record', reason: REASON })
  await commitReopeningChange(db, certain(asked))
  const confirmed = confirmReopening(await load(), { ...henri(AT), number: 1, stepId: db.mint.stepId })
  await commitReopeningChange(db, certain(confirmed))
  expect(await releaseReview(db, cycle, rita.reviewId, AT)).toBe(true)
}

test('the review says which record counts, and the one before is still shown, with the signature that no longer counts', async () => {
  const page = await desk.ada.open(path)
  expect(page.words).toContain('The stored record is the one that was released')
  expect(page.words).toContain('No longer counts since')
  expect(page.words).toContain('Record 2 was released to the reviewee; it takes the place of the one before')
  const first = await desk.ada.open(`${path}/record?version=1`)
  expect(first.words).toContain('record 2 takes its place')
  expect(first.words).toContain('Not all of it.')
  expect(first.words).toContain('The stored record is the one that was released')
  const second = await desk.ada.open(`${path}/record`)
  expect(second.words).toContain('2, in place of record 1')
  expect(second.words).toContain(REASON)
  expect(second.words).not.toContain('Not all of it.')
  for (const version of [1, 2]) {
    expect((await desk.ada.open(`${path}/record.pdf?version=${version}`)).status).toBe(200)
  }
})

test('as of each entry the review stands as it stood then, with the record of then', async () => {
  const { entries } = (await desk.ada.read(path)) as {
    entries: { entry: { eventType: string; subjectSeq: number } }[]
  }
  const stages: [string, string][] = []
  for (const { entry } of entries) {
    const { asOf } = (await desk.ada.read(`${path}?at=${entry.subjectSeq}`)) as { asOf: { stage: string } }
    stages.push([entry.eventType, asOf.stage])
  }
  expect(stages.slice(-8)).toEqual([
    ['supervisor-rating.submitted', 'rated'],
    ['record.released', 'released'],
    ['record.signed-by-reviewee', 'acknowledged'],
    ['review.reopening-requested', 'acknowledged'],
    ['review.reopened', 'rated'],
    ['record.released', 'released'],
    ['record.signed-by-reviewee', 'acknowledged'],
    ['record.countersigned', 'acknowledged'],
  ])
})

test('its evidence pack holds both records, and verifies', async () => {
  const zip = await desk.ada.open(`${path}/pack.zip`)
  expect(zip.status, zip.words).toBe(200)
  const { report, files } = await openedPack(bench.db, new Uint8Array(Buffer.from(zip.html, 'base64')))
  expect(report.problems).toEqual([])
  const texts = Object.keys(files).filter((name) => /^texts\/.*\.json$/.test(name))
  expect(texts).toHaveLength(2)
})
