import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dispute } from '../../functions/domain/dispute.ts'
import { assignDecider, raiseDispute } from '../../functions/domain/dispute-course.ts'
import { type DisputeVerdict, decideDispute } from '../../functions/domain/dispute-decision.ts'
import type { OfficerAct } from '../../functions/domain/officer.ts'
import { reviewRecordSchema } from '../../functions/domain/record.ts'
import { isRefusal, type Refusal } from '../../functions/domain/refusal.ts'
import { confirmReopening, requestReopening } from '../../functions/domain/reopening.ts'
import { closeTheCycle } from '../../functions/steps/close-the-cycle.ts'
import type { StepDependencies } from '../../functions/steps/step.ts'
import { listOpenConcerns } from '../../functions/store/concerns.ts'
import { readCounts } from '../../functions/store/counts.ts'
import { loadCycle } from '../../functions/store/cycles.ts'
import { commitDisputeChange, findDisputeSituation } from '../../functions/store/disputes.ts'
import { listRecords } from '../../functions/store/released-records.ts'
import { commitReopeningChange, findReopeningSituation } from '../../functions/store/reopenings.ts'
import { listStepsOfReview } from '../../functions/store/reviews.ts'
import { listEntries } from '../../functions/store/trail.ts'
import { findDraft } from '../../functions/store/words.ts'
import { verifyChain } from '../../functions/trail/chain.ts'
import { createQueues } from '../../local/services/queues.ts'
import { startTestDatabase, type TestDatabase } from '../functions/database.ts'
import { clientSettings, createTestCloud, createTestInvoker } from '../local/services/test-cloud.ts'
import { ReviewOnThisMachine } from './review-on-this-machine.ts'

let database: TestDatabase
const cloud = createTestCloud()
let endpoint = ''
const queues = createQueues(cloud.ground('sqs'), {
  queues: [{ queueName: 'Mail', properties: { VisibilityTimeout: 60 } }],
  invoker: createTestInvoker({}),
  baseUrl: () => endpoint,
})
let sqs: SQSClient
beforeAll(async () => {
  database = await startTestDatabase()
  endpoint = await cloud.serve(queues.endpoint)
  sqs = new SQSClient(clientSettings(endpoint))
}, 60_000)
afterAll(async () => {
  sqs.destroy()
  await queues.stop()
  await cloud.close()
  cloud.remove()
  await database.close()
})

const mailQueue = async () => ({ client: sqs, url: queues.queueUrl('Mail') })
const HANNA = { subject: 'account-of-hanna', name: 'Hanna Reiter' }
const HENRI = { subject: 'account-of-henri', name: 'Henri Roux' }
const REASON = 'The figures of two months are missing from it.'
const TEXT = 'I have read the figures of all months and asked both of them.'

/** News in the mail queue about this review, `person news`, in the order in which they were queued. */
async function takeNews(reviewId: string): Promise<string[]> {
  const news: string[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queues.queueUrl('Mail'), MaxNumberOfMessages: 10 }),
    )
    if (Messages.length === 0) return news
    for (const { Body = '{}' } of Messages) {
      const request = JSON.parse(Body)
      if (request.reviewId === reviewId) news.push(request.news)
    }
  }
}

async function startReleased(): Promise<ReviewOnThisMachine> {
  const review = await ReviewOnThisMachine.start(database, undefined, mailQueue)
  await review.gatherEverything()
  await review.submit('supervisorRating')
  await review.stream()
  await review.release()
  await review.stream()
  return review
}

const act = (review: ReviewOnThisMachine, by: typeof HANNA): OfficerAct => ({
  at: review.now(),
  by: { ...by, authenticatedAt: review.now() },
})

async function situationOf({ cycle, review }: ReviewOnThisMachine) {
  const situation = await findDisputeSituation(database.db, cycle.cycleId, review.reviewId)
  if (situation === undefined) throw new Error('There is no such review')
  return situation
}

function certain<T extends object>(decision: T | Refusal): T {
  if (isRefusal(decision)) throw new Error(decision.message)
  return decision
}

async function challenge(review: ReviewOnThisMachine, meant: 'dispute' | 'appeal'): Promise<void> {
  const decision = raiseDispute(await situationOf(review), {
    at: review.now(),
    about: 'rating',
    reason: REASON,
    concernId: database.db.mint.concernId(),
    authentication: { method: 'emailed-link', at: review.now() },
    meant,
  })
  expect(await commitDisputeChange(database.db, certain(decision))).toBeDefined()
  await review.stream()
}

async function lastDispute(review: ReviewOnThisMachine): Promise<Dispute> {
  const dispute = (await situationOf(review)).disputes.at(-1)
  if (dispute === undefined) throw new Error('Nothing is disputed')
  return dispute
}

async function decide(review: ReviewOnThisMachine, by: typeof HANNA, verdict: DisputeVerdict): Promise<void> {
  const assigned = assignDecider(await situationOf(review), await lastDispute(review), {
    ...act(review, by),
    decider: by,
    parts: [],
  })
  await commitDisputeChange(database.db, certain(assigned))
  const decision = decideDispute(await situationOf(review), await lastDispute(review), {
    ...act(review, by),
    verdict,
    decider: by,
    parts: [],
    stepId: database.db.mint.stepId,
  })
  expect(await commitDisputeChange(database.db, certain(decision), by)).toBeDefined()
  await review.stream()
}

async function reopen(review: ReviewOnThisMachine, to: 'rating' | 'record'): Promise<void> {
  const { db } = database
  const load = async () => {
    const found = await findReopeningSituation(db, review.cycle.cycleId, review.review.reviewId)
    if (found === undefined) throw new Error('There is no such review')
    return found
  }
  const asked = requestReopening(await load(), { ...act(review, HANNA), to, reason: REASON })
  await commitReopeningChange(db, certain(asked))
  const confirmed = confirmReopening(await load(), {
    ...act(review, HENRI),
    number: (await load()).reopenings.length,
    stepId: db.mint.stepId,
  })
  expect(await commitReopeningChange(db, certain(confirmed))).toBeDefined()
  await review.stream()
}

async function sign(review: ReviewOnThisMachine, ...kinds: ('revieweeSignature' | 'supervisorSignature')[]) {
  for (const kind of kinds) {
    expect(await review.submit(kind)).toBe('submitted')
    await review.stream()
  }
}

async function entriesOf(review: ReviewOnThisMachine) {
  const { chain } = await review.stored()
  const verdict = verifyChain(await listEntries(database.db, chain.subjectRef), chain.subjectRef, chain)
  if (!verdict.holds) throw new Error(verdict.problem)
  return verdict.entries
}

const typesOf = async (review: ReviewOnThisMachine) =>
  (await entriesOf(review)).map(({ eventType }) => eventType)

async function recordsOf(review: ReviewOnThisMachine) {
  const records = await listRecords(database.db, review.review.reviewId)
  return records.map(({ canonical }) => reviewRecordSchema.parse(JSON.parse(canonical)))
}

/** What the counters would be if somebody counted the rows. */
async function expectCountsToFit(review: ReviewOnThisMachine): Promise<void> {
  const counts = await readCounts(database.db, review.cycle.cycleId)
  const { stage, steps, acknowledgement } = await review.stored()
  const submitted = (kind: string) =>
    steps.filter((line) => line.kind === kind && line.state === 'submitted').length
  expect(counts).toMatchObject({
    'review.sealed': stage === 'sealed' ? 1 : 0,
    'review.rated': 1,
    'review.released': 1,
    'revieweeSignature.submitted': submitted('revieweeSignature'),
    'supervisorSignature.submitted': submitted('supervisorSignature'),
    'review.acknowledged': acknowledgement === 'acknowledged' ? 1 : 0,
  })
}

describe('a dispute', () => {
  test('given both sign while it is open, then the seal waits, and comes with the decision that the rating stands', async () => {
    const review = await startReleased()
    await sign(review, 'revieweeSignature')
    await challenge(review, 'dispute')
    expect((await review.stored()).openDispute).toMatchObject({ number: 1, level: 'dispute' })
    await sign(review, 'supervisorSignature')
    expect(await review.run.status()).toBe('SUCCEEDED')
    expect((await review.stored()).stage).toBe('acknowledged')
    await decide(review, HANNA, { outcome: 'upheld', text: TEXT })
    expect(await review.stored()).toMatchObject({ stage: 'sealed', acknowledgement: 'acknowledged' })
    expect((await review.stored()).openDispute).toBeUndefined()
    expect((await typesOf(review)).slice(-6)).toEqual([
      'record.signed-by-reviewee',
      'dispute.raised',
      'record.countersigned',
      'dispute.assigned',
      'dispute.decided',
      'review.sealed',
    ])
    expect(await takeNews(review.review.reviewId)).toEqual(['disputed', 'disputed', 'decided', 'decided'])
    await expectCountsToFit(review)
  })

  test('given nobody decides in time, then HR is alerted once, nothing is decided, and nobody is called silent', async () => {
    const review = await startReleased()
    await challenge(review, 'dispute')
    const { dueAt } = await lastDispute(review)
    await review.passBy(dueAt)
    await review.cloud.advance(20 * 86_400_000)
    const dispute = await lastDispute(review)
    expect(dispute).toMatchObject({ state: 'open', overdueAt: expect.any(String) })
    expect((await review.stored()).openDispute?.overdueAt).toBe(dispute.overdueAt)
    const concerns = (await listOpenConcerns(database.db)).filter(
      ({ reviewId }) => reviewId === review.review.reviewId,
    )
    expect(concerns.map(({ kind }) => kind)).toEqual(['dispute', 'dispute-overdue'])
    expect((await typesOf(review)).filter((type) => type === 'dispute.overdue')).toHaveLength(1)
    // The time to sign is over by far, and so is the cycle's; the signature still waits.
    await review.cloud.advance(30 * 86_400_000)
    expect(await review.stored()).toMatchObject({ stage: 'released', acknowledgement: null })
    await decide(review, HANNA, { outcome: 'upheld', text: TEXT })
    await sign(review, 'revieweeSignature', 'supervisorSignature')
    expect((await review.stored()).stage).toBe('sealed')
    expect(
      (await listOpenConcerns(database.db)).some(({ reviewId }) => reviewId === review.review.reviewId),
    ).toBe(false)
  })

  test('given the cycle closes meanwhile, then it lists the review as disputed, and the review goes on', async () => {
    const review = await startReleased()
    await sign(review, 'revieweeSignature')
    await challenge(review, 'dispute')
    const { db } = database
    const { cycleId } = review.cycle
    const dependencies = { db, now: () => review.now() } as StepDependencies
    await closeTheCycle.run(dependencies, { cycleId })
    const cycle = await loadCycle(db, cycleId)
    expect(cycle.status).toBe('closed')
    expect(cycle.exceptions?.map(({ reason }) => reason)).toEqual([
      'Disputed, undecided; it goes on after the cycle',
    ])
    await decide(review, HANNA, { outcome: 'amended', text: TEXT })
    await sign(review, 'revieweeSignature', 'supervisorSignature')
    expect((await review.stored()).stage).toBe('sealed')
  })

  test('given the rating is overturned, then another record with the new rating is signed anew, and names the one before', async () => {
    const review = await startReleased()
    await sign(review, 'revieweeSignature')
    await challenge(review, 'dispute')
    await decide(review, HANNA, { outcome: 'overturned', newRating: 4, text: TEXT })
    const stored = await review.stored()
    expect(stored).toMatchObject({
      stage: 'released',
      recordVersion: 2,
      ratingOfRecord: 4,
      acknowledgement: null,
    })
    const [first, second] = await recordsOf(review)
    expect(second).toMatchObject({
      recordVersion: 2,
      supersedes: stored.earlier?.[0]?.recordDigest,
      ratingOfRecord: 4,
      changes: [
        { what: 'overturned', words: TEXT, by: ['Hanna Reiter'], ratingBefore: first?.ratingOfRecord },
      ],
    })
    expect(second?.supervisorRating).toEqual(first?.supervisorRating)
    await sign(review, 'revieweeSignature', 'supervisorSignature')
    expect((await review.stored()).stage).toBe('sealed')
    const signed = (await entriesOf(review)).filter(
      ({ eventType }) => eventType === 'record.signed-by-reviewee',
    )
    expect(signed.map(({ recordVersion }) => recordVersion)).toEqual([1, 2])
    expect(new Set(signed.map(({ recordDigest }) => recordDigest)).size).toBe(2)
    // The first receipt stays where it was.
    const receipts = (await listStepsOfReview(database.db, stored.reviewId)).filter(
      ({ kind, receipt }) => kind === 'revieweeSignature' && receipt !== undefined,
    )
    expect(receipts).toHaveLength(2)
    await expectCountsToFit(review)
    expect(await review.run.status()).toBe('SUCCEEDED')
  })

  test('given the supervisor has to rate again, then their words are there as a draft, and an appeal is decided by another person', async () => {
    const review = await startReleased()
    await challenge(review, 'dispute')
    await decide(review, HANNA, { outcome: 'overturned', rateAgain: true, text: TEXT })
    expect((await review.stored()).stage).toBe('reopened')
    const rating = await review.step('supervisorRating')
    expect(rating.state).toBe('open')
    expect(await findDraft(database.db, rating.reviewId, rating.stepId)).toMatchObject({
      version: 1,
      proposedRating: 3,
    })
    expect(await review.submit('supervisorRating')).toBe('submitted')
    await review.stream()
    expect((await recordsOf(review)).map(({ recordVersion }) => recordVersion)).toEqual([1, 2])
    await challenge(review, 'appeal')
    const refused = assignDecider(await situationOf(review), await lastDispute(review), {
      ...act(review, HENRI),
      decider: HANNA,
      parts: [],
    })
    expect(refused).toMatchObject({ code: 'decided-before' })
    await decide(review, HENRI, { outcome: 'upheld', text: TEXT })
    await sign(review, 'revieweeSignature', 'supervisorSignature')
    expect((await review.stored()).stage).toBe('sealed')
    await expectCountsToFit(review)
  })
})

describe('a reopening', () => {
  test('given a sealed review of a closed cycle, then it is signed again in its own time, and the chain holds', async () => {
    const review = await startReleased()
    await sign(review, 'revieweeSignature', 'supervisorSignature')
    expect((await review.stored()).stage).toBe('sealed')
    const { db } = database
    await closeTheCycle.run({ db, now: () => review.now() } as StepDependencies, {
      cycleId: review.cycle.cycleId,
    })
    await review.cloud.advance(60 * 86_400_000)
    await reopen(review, 'record')
    expect(await review.stored()).toMatchObject({ stage: 'released', recordVersion: 2 })
    const signature = await review.step('revieweeSignature')
    expect(signature.dueAt > review.now()).toBe(true)
    await sign(review, 'revieweeSignature', 'supervisorSignature')
    expect((await review.stored()).stage).toBe('sealed')
    expect((await typesOf(review)).filter((type) => type === 'review.sealed')).toHaveLength(2)
    expect(await typesOf(review)).toEqual(
      expect.arrayContaining(['review.reopening-requested', 'review.reopened']),
    )
    await expectCountsToFit(review)
  })

  test('given it goes back to the rating and nobody rates, then every wait ends and the review is closed unfinished', async () => {
    const review = await startReleased()
    await reopen(review, 'rating')
    await review.cloud.advance(60 * 86_400_000)
    expect((await review.stored()).stage).toBe('closedUnfinished')
    const executions = review.cloud.states.listExecutions('ReviewAgain')
    expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED'])
    expect(await takeNews(review.review.reviewId)).toEqual(['rated-again', 'rated-again'])
  })
})
