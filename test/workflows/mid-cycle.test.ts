import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReviewCycle } from '../../functions/domain/cycle.ts'
import type { CycleDecision } from '../../functions/domain/cycle-course.ts'
import { pauseCycle, resumeCycle } from '../../functions/domain/cycle-pause.ts'
import { endEarly } from '../../functions/domain/early-end.ts'
import type { ReviewId } from '../../functions/domain/ids.ts'
import { joinLate, type LateJoinSituation, planLateJoin } from '../../functions/domain/late-joiner.ts'
import { pauseForLeave } from '../../functions/domain/participation.ts'
import { isRefusal, type Refusal } from '../../functions/domain/refusal.ts'
import { commitCycleChange, findWait, loadCycle } from '../../functions/store/cycles.ts'
import { commitLateJoin } from '../../functions/store/late-joins.ts'
import { commitParticipantAct } from '../../functions/store/participant-acts.ts'
import { findParticipant, listParticipants } from '../../functions/store/participants.ts'
import { shiftPut } from '../../functions/store/pause-shifts.ts'
import {
  commitReviewChange,
  EVERY_REVIEW,
  findStep,
  listReviews,
  loadReview,
} from '../../functions/store/reviews.ts'
import { settleCycleWaits } from '../../functions/store/settle-cycle-waits.ts'
import { person, personId, team } from '../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../functions/database.ts'
import { ReviewOnThisMachine } from './review-on-this-machine.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
}, 120_000)
afterAll(() => database.close())

function certain<T>(decision: T | Refusal): T {
  if (isRefusal(decision)) throw new Error(decision.message)
  return decision
}

const hana = (running: ReviewOnThisMachine) => ({
  at: running.now(),
  by: { subject: 'hana', authenticatedAt: running.now() },
})

/** Person 9 joins the cycle of the one review that is there. */
async function join(running: ReviewOnThisMachine): Promise<ReviewId> {
  const { db } = database
  const { cycleId } = running.cycle
  const newcomer = person(9, { supervisorId: personId(1) })
  const situation: LateJoinSituation = {
    cycle: await loadCycle(db, cycleId),
    person: newcomer,
    everybody: [...team(5), newcomer],
    reviews: (await listReviews(db, cycleId, EVERY_REVIEW)).reviews,
    participants: await listParticipants(db, cycleId),
    rank: (id) => id,
  }
  const joined = { workingSince: '2026-07-01', minimumDays: 0 }
  const plan = certain(planLateJoin(situation, joined, running.now()))
  const late = joinLate(situation, plan, {
    ...hana(running),
    reason: 'Came later',
    reviewId: db.mint.reviewId(),
    subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
    mint: db.mint,
    listDigest: '0'.repeat(64),
  })
  expect(await commitLateJoin(db, late)).toBe(true)
  // The same act again finds that somebody was quicker, namely itself.
  expect(await commitLateJoin(db, late)).toBe(false)
  return late.review.reviewId
}

async function stepStates(running: ReviewOnThisMachine, reviewId: ReviewId) {
  const { db } = database
  const cycle = await loadCycle(db, running.cycle.cycleId)
  const review = await loadReview(db, cycle.cycleId, reviewId)
  const steps = await Promise.all(review.steps.map(async ({ stepId }) => findStep(db, cycle, review, stepId)))
  return steps.map((step) => `${step?.kind} ${step?.state}`)
}

const executions = (running: ReviewOnThisMachine, reviewId: ReviewId) =>
  running.cloud.states.listExecutions('Machine').filter(({ name }) => name === reviewId)

describe('the workflow of a late joiner', () => {
  test('starts from the row; the stream and the sweep together start it once, and it asks as the launch does', async () => {
    const running = await ReviewOnThisMachine.start(database)
    const reviewId = await join(running)
    expect(executions(running, reviewId)).toEqual([])
    await Promise.all([running.stream(), running.stream()])
    await running.cloud.advance(60_000)
    await running.sweep()
    expect(executions(running, reviewId)).toHaveLength(1)
    expect((await stepStates(running, reviewId)).filter((state) => state.endsWith(' open'))).toEqual([
      'selfAssessment open',
      ...Array(4).fill('peerInput open'),
    ])
  })

  test('starts with the sweep where the stream has lost it, and goes past what was over', async () => {
    const running = await ReviewOnThisMachine.start(database)
    await running.passBy(running.cycle.deadlines.selfAssessment.dueAt)
    const reviewId = await join(running)
    await running.cloud.advance(60_000)
    await running.sweep()
    await running.stream()
    expect(executions(running, reviewId)).toHaveLength(1)
    expect(await stepStates(running, reviewId)).toEqual([
      'selfAssessment bypassed',
      'supervisorRating open',
      'release notOpen',
      'revieweeSignature notOpen',
      'supervisorSignature notOpen',
    ])
  })

  test('is waited for: the ratings are in when the late one is too, or can no longer be', async () => {
    const { db } = database
    const running = await ReviewOnThisMachine.start(database)
    const { cycleId } = running.cycle
    const reviewId = await join(running)
    await running.gatherEverything()
    await running.submit('supervisorRating')
    const settled = async () => (await findWait(db, cycleId, 'ratings')).settledAt
    await settleCycleWaits(db, cycleId, running.now())
    expect(await settled()).toBeUndefined()
    await endNow(running, reviewId)
    await settleCycleWaits(db, cycleId, running.now())
    expect(await settled()).toBeDefined()
  })
})

async function endNow(running: ReviewOnThisMachine, reviewId: ReviewId): Promise<void> {
  const { db } = database
  const cycle = await loadCycle(db, running.cycle.cycleId)
  const review = await loadReview(db, cycle.cycleId, reviewId)
  const steps = await Promise.all(review.steps.map(({ stepId }) => findStep(db, cycle, review, stepId)))
  const decision = certain(
    endEarly(
      review,
      steps.filter((step) => step !== undefined),
      { ...hana(running), as: 'exempt', reason: 'On a mission' },
    ),
  )
  expect(await commitReviewChange(db, decision)).toBeDefined()
}

describe('a review that ends before its time', () => {
  test.each(['while everybody writes', 'while it waits for its release'])(
    'lets its workflow run to the end: %s',
    async (when) => {
      const running = await ReviewOnThisMachine.start(database)
      if (when !== 'while everybody writes') {
        await running.gatherEverything()
        await running.submit('supervisorRating')
        await running.stream()
      }
      await endNow(running, running.review.reviewId)
      for (let turn = 0; turn < 4; turn += 1) await running.stream()
      expect(await running.run.status()).toBe('SUCCEEDED')
      expect(await running.stored()).toMatchObject({ stage: 'closedUnfinished', endedAs: 'exempt' })
    },
  )
})

async function change(
  running: ReviewOnThisMachine,
  decide: (cycle: ReviewCycle) => CycleDecision | Refusal,
): Promise<ReviewCycle> {
  const { db } = database
  const { before, after, event } = certain(decide(await loadCycle(db, running.cycle.cycleId)))
  const also = after.pausedAt === undefined ? [shiftPut(db, after, running.now())] : []
  expect(await commitCycleChange(db, before, after, event, also)).toBe(true)
  return loadCycle(db, running.cycle.cycleId)
}

describe('clocks that stand', () => {
  test('a paused cycle keeps its steps open past their day; what is sent in counts; then the days move', async () => {
    const running = await ReviewOnThisMachine.start(database)
    const { selfAssessment } = running.cycle.deadlines
    await running.passBy(new Date(Date.parse(selfAssessment.dueAt) - 3 * 86_400_000).toISOString())
    await change(running, (cycle) => pauseCycle(cycle, { ...hana(running), reason: 'A strike' }))
    await running.passBy(new Date(Date.parse(selfAssessment.graceUntil) + 2 * 86_400_000).toISOString())
    expect((await running.step('selfAssessment')).state).toBe('open')
    expect(await running.submit('peerInput', 0)).toBe('submitted')
    const resumed = await change(running, (cycle) => resumeCycle(cycle, hana(running)))
    // Until the sweep has moved the row, its old day counts for nothing.
    await running.cloud.advance(5 * 60_000)
    expect((await running.step('selfAssessment')).state).toBe('open')
    await running.sweep()
    expect(await running.step('selfAssessment')).toMatchObject(resumed.deadlines.selfAssessment)
    expect((await running.stored()).pausesSeen).toBe(1)
    await running.passBy(resumed.deadlines.selfAssessment.dueAt)
    expect((await running.step('selfAssessment')).state).toBe('open')
    await running.cloud.advance(5 * 86_400_000)
    expect((await running.step('selfAssessment')).state).toBe('bypassed')
  })

  test('somebody on leave is never late, until the cycle ends', async () => {
    const { db } = database
    const running = await ReviewOnThisMachine.start(database)
    const cycle = await loadCycle(db, running.cycle.cycleId)
    const participant = await findParticipant(db, cycle.cycleId, running.review.revieweeId)
    if (participant === undefined) throw new Error('The reviewee takes part')
    const leave = certain(pauseForLeave(participant, { ...hana(running), reason: 'Ill' }))
    expect(await commitParticipantAct(db, cycle, leave)).toBe(true)
    await running.passBy(cycle.deadlines.supervisorRating.graceUntil)
    expect((await running.step('selfAssessment')).state).toBe('open')
    expect((await running.step('peerInput')).state).toBe('expired')
    await running.passBy(cycle.deadlines.supervisorSignature.graceUntil)
    expect((await running.step('selfAssessment')).state).toBe('bypassed')
  })
})
