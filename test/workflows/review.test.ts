import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveWorkflow } from '../../functions/reactions/move-workflow.ts'
import { stepKey } from '../../functions/store/keys.ts'
import { markMailTrouble } from '../../functions/store/mail-trouble.ts'
import { listEntries } from '../../functions/store/trail.ts'
import { verifyChain } from '../../functions/trail/chain.ts'
import { startTestDatabase, type TestDatabase } from '../functions/database.ts'
import { ReviewOnThisMachine } from './review-on-this-machine.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())

async function entriesOf(review: ReviewOnThisMachine): Promise<string[]> {
  const { chain } = await review.stored()
  const raw = await listEntries(database.db, chain.subjectRef)
  const verdict = verifyChain(raw, chain.subjectRef, chain)
  if (!verdict.holds) throw new Error(verdict.problem)
  return verdict.entries.map((entry) => entry.eventType)
}

async function finish(review: ReviewOnThisMachine): Promise<void> {
  await review.submit('revieweeSignature')
  await review.stream()
  await review.submit('supervisorSignature')
  await review.stream()
}

describe('a review', () => {
  test('given everybody answers, then it is sealed within 16 transitions and 100 events, with one entry per act', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.gatherEverything()
    await review.submit('supervisorRating')
    await review.stream()
    await review.release()
    await review.stream()
    await finish(review)
    expect(await review.run.status()).toBe('SUCCEEDED')
    expect((await review.stored()).stage).toBe('sealed')
    expect(await entriesOf(review)).toEqual([
      'review.opened',
      'self-assessment.submitted',
      ...Array(4).fill('peer-input.submitted'),
      'supervisor-rating.submitted',
      'record.released',
      'record.signed-by-reviewee',
      'record.countersigned',
      'review.sealed',
    ])
    const [execution] = review.cloud.states.listExecutions('Machine')
    expect(execution?.transitions).toBeLessThanOrEqual(16)
    expect(execution?.events).toBeLessThanOrEqual(100)
  })

  test('given the stream loses a submission, when the sweep comes, then the workflow goes on and nobody is asked again', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.submit('selfAssessment')
    // Nobody hears of it: the stream is not run.
    expect(await review.sweep()).toEqual({ moved: 0 })
    await review.cloud.advance(60_000)
    expect(await review.sweep()).toEqual({ moved: 1 })
    expect(await review.sweep()).toEqual({ moved: 0 })
    expect(await review.step('selfAssessment')).toMatchObject({ state: 'submitted', attempt: 1 })
    expect(await review.submit('selfAssessment')).toMatchObject({ code: 'already-submitted' })
  })

  test('given Step Functions cannot be reached, then the row stays to be told, and a later try tells it', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.submit('selfAssessment')
    const [stepId] = review.stepIds('selfAssessment')
    if (stepId === undefined) throw new Error('There is no self-assessment')
    const key = stepKey(review.review.reviewId, stepId)
    const away = await review.sfn()
    away.config.endpoint = async () => ({ protocol: 'http:', hostname: '127.0.0.1', port: 9, path: '/' })
    away.config.maxAttempts = async () => 1
    await expect(
      moveWorkflow({ ...(await review.workflows()), sfn: away }, database.db, key),
    ).rejects.toThrow()
    expect((await review.step('selfAssessment')).unmoved).toBe(true)
    expect(await moveWorkflow(await review.workflows(), database.db, key)).toBeDefined()
    expect((await review.step('selfAssessment')).unmoved).toBeUndefined()
  })

  test('given a success that was sent but not noted, when it is sent again, then that is fine and noted', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.submit('selfAssessment')
    const { taskToken } = await review.step('selfAssessment')
    const sfn = await review.sfn()
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"settled":"submitted"}' }))
    await review.cloud.settle()
    await review.stream()
    expect((await review.step('selfAssessment')).unmoved).toBeUndefined()
    for (const index of review.stepIds('peerInput').keys()) await review.submit('peerInput', index)
    await review.stream()
    expect((await review.step('supervisorRating')).state).toBe('open')
  })

  test('given the time runs out while the form is open, then grace lets the answer count, with a new token', async () => {
    const review = await ReviewOnThisMachine.start(database)
    const before = await review.step('selfAssessment')
    await review.passBy(before.dueAt)
    const during = await review.step('selfAssessment')
    expect(during).toMatchObject({ state: 'open', attempt: 2 })
    expect(during.taskToken).not.toBe(before.taskToken)
    // The token of the first try is stale now; whoever still sends it does no harm.
    const stale = new SendTaskSuccessCommand({ taskToken: before.taskToken, output: '{}' })
    await expect((await review.sfn()).send(stale)).rejects.toMatchObject({ name: 'TaskTimedOut' })
    expect(await review.submit('selfAssessment')).toBe('submitted')
    await review.stream()
    expect((await entriesOf(review)).filter((type) => type === 'self-assessment.submitted')).toHaveLength(1)
  })

  test('given a submission and a timeout at once, then the row says settled and nothing is asked again', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.submit('selfAssessment')
    const { dueAt } = await review.step('selfAssessment')
    await review.passBy(dueAt)
    const step = await review.step('selfAssessment')
    expect(step).toMatchObject({ state: 'submitted', attempt: 1, unmoved: true })
    await review.stream()
    expect((await review.step('selfAssessment')).unmoved).toBeUndefined()
  })

  test('given an extension before the due date, then the workflow asks again until the new end', async () => {
    const review = await ReviewOnThisMachine.start(database)
    const { graceUntil } = await review.step('selfAssessment')
    await review.extend('selfAssessment', 7)
    await review.passBy(graceUntil)
    expect((await review.step('selfAssessment')).state).toBe('open')
    expect(await review.submit('selfAssessment')).toBe('submitted')
  })

  test('given a rating that is extended past the sign-by date, then the reviewee still gets days, and is not called silent at once', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.gatherEverything()
    await review.extend('supervisorRating', 14)
    await review.passBy(review.cycle.deadlines.revieweeSignature.graceUntil)
    expect(await review.submit('supervisorRating')).toBe('submitted')
    await review.stream()
    await review.release()
    await review.stream()
    const signature = await review.step('revieweeSignature')
    const days = (Date.parse(signature.dueAt) - review.cloud.clock.now()) / 86_400_000
    expect(days).toBeGreaterThanOrEqual(2.9)
    const end = review.cycle.deadlines.supervisorSignature.graceUntil
    expect(signature.graceUntil <= end).toBe(true)
    // The planned time has been over for long; the workflow's first timeout comes and goes.
    await review.cloud.advance(2 * 86_400_000)
    expect(await review.step('revieweeSignature')).toMatchObject({ state: 'open' })
    expect(await review.stored()).toMatchObject({ stage: 'released', acknowledgement: null })
    const line = (await review.stored()).steps.find(({ kind }) => kind === 'revieweeSignature')
    expect(line?.dueAt).toBe(signature.dueAt)
    await finish(review)
    expect(await review.stored()).toMatchObject({ stage: 'sealed', acknowledgement: 'acknowledged' })
    expect(await entriesOf(review)).toContain('step.extended')
  })

  test('given a record that is released in the cycle’s last hours, then the reviewee is not called silent', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.gatherEverything()
    await review.submit('supervisorRating')
    await review.stream()
    const end = review.cycle.deadlines.supervisorSignature.graceUntil
    await review.cloud.advance(Date.parse(end) - 3_600_000 - review.cloud.clock.now())
    await review.release()
    await review.stream()
    await review.cloud.advance(86_400_000)
    expect(await review.run.status()).toBe('SUCCEEDED')
    expect(await review.stored()).toMatchObject({ stage: 'closedUnfinished', acknowledgement: null })
  })

  test('given mail that comes back, then the clock stands still until the cycle ends, and nobody is called silent', async () => {
    const review = await ReviewOnThisMachine.start(database)
    const { cycleId } = review.cycle
    const { revieweeId } = review.review
    await markMailTrouble(database.db, cycleId, revieweeId, { kind: 'bounced', at: review.now() })
    await review.passBy((await review.step('selfAssessment')).graceUntil)
    await review.cloud.advance(2 * 86_400_000)
    expect((await review.step('selfAssessment')).state).toBe('open')
    expect(await review.submit('selfAssessment')).toBe('submitted')
    for (const index of review.stepIds('peerInput').keys()) await review.submit('peerInput', index)
    await review.stream()
    await review.submit('supervisorRating')
    await review.stream()
    await review.release()
    await review.stream()
    const end = review.cycle.deadlines.supervisorSignature.graceUntil
    await review.cloud.advance(Date.parse(end) - 3_600_000 - review.cloud.clock.now())
    expect((await review.step('revieweeSignature')).state).toBe('open')
    await review.cloud.advance(86_400_000)
    expect(await review.run.status()).toBe('SUCCEEDED')
    expect(await review.stored()).toMatchObject({ stage: 'closedUnfinished', acknowledgement: null })
  })

  test('given an extension beyond the end of the cycle, then it is refused with the day on which the cycle closes', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await expect(review.extend('selfAssessment', 60)).rejects.toThrow(
      /The cycle closes on .* Choose a day until then\./,
    )
  })

  test('given nobody answers at all, then every wait ends by itself and the review closes as unfinished', async () => {
    const review = await ReviewOnThisMachine.start(database)
    await review.cloud.advance(60 * 86_400_000)
    await review.stream()
    await review.cloud.advance(86_400_000)
    expect(await review.run.status()).toBe('SUCCEEDED')
    expect((await review.stored()).stage).toBe('closedUnfinished')
    expect(await review.step('selfAssessment')).toMatchObject({ state: 'bypassed' })
    expect(await review.step('supervisorRating')).toMatchObject({ state: 'expired' })
    expect(await review.submit('supervisorRating')).toMatchObject({ code: 'expired' })
    expect(await entriesOf(review)).toContain('review.closed-unfinished')
  })

  test('given a missed self-assessment and a silent reviewee, then the supervisor still signs and it is sealed', async () => {
    const review = await ReviewOnThisMachine.start(database)
    for (const index of review.stepIds('peerInput').keys()) await review.submit('peerInput', index)
    await review.stream()
    await review.passBy((await review.step('selfAssessment')).graceUntil)
    expect(await review.submit('supervisorRating')).toBe('submitted')
    await review.stream()
    await review.release()
    await review.stream()
    await review.passBy((await review.step('revieweeSignature')).graceUntil)
    expect((await review.stored()).stage).toBe('unacknowledged')
    expect(await review.submit('supervisorSignature')).toBe('submitted')
    await review.stream()
    expect((await review.stored()).stage).toBe('sealed')
    expect(await entriesOf(review)).toEqual(
      expect.arrayContaining(['step.bypassed', 'step.expired', 'review.sealed']),
    )
  })

  test('given a step function that fails a few times, then the retry opens the step once', async () => {
    let failures = 2
    const review = await ReviewOnThisMachine.start(database, (name, run) => (payload, call) => {
      if (name === 'OpenTheSelfAssessment' && failures > 0) {
        failures -= 1
        throw Object.assign(new Error('Rate exceeded'), { name: 'Lambda.TooManyRequestsException' })
      }
      return run(payload, call)
    })
    await review.cloud.advance(60_000)
    expect(await review.step('selfAssessment')).toMatchObject({ state: 'open', attempt: 1 })
  })

  test('given a step function that dies after it has written, then the second run changes nothing more', async () => {
    let died = false
    const review = await ReviewOnThisMachine.start(database, (name, run) => async (payload, call) => {
      const result = await run(payload, call)
      if (name === 'OpenTheSelfAssessment' && !died) {
        died = true
        throw Object.assign(new Error('exit'), { name: 'Lambda.ServiceException' })
      }
      return result
    })
    await review.cloud.advance(60_000)
    expect((await review.step('selfAssessment')).state).toBe('open')
    expect(await review.submit('selfAssessment')).toBe('submitted')
    await review.stream()
    expect((await review.step('selfAssessment')).unmoved).toBeUndefined()
  })
})
