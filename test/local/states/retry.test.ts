import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextRetry, type Retrier, retryDelay } from '../../../local/states/retry-policy.ts'
import { errorEquals } from '../../../local/states/state-error.ts'
import { testCloud } from './closing-cloud.ts'
import { call, only, type TestFunction } from './test-cloud.ts'

const named = (name: string) => Object.assign(new Error(name), { name })

/** Fails with these errors, call by call ('' succeeds), and then succeeds. */
const failing =
  (...errors: string[]): TestFunction =>
  (_, number) => {
    const error = errors[number - 1]
    if (error !== undefined && error !== '') throw named(error)
    return { call: number }
  }

const retried = (Retry: object[], more: object = {}) => only(call('f', {}, { Retry, ...more, End: true }))

describe('Retry', () => {
  test('given MaxAttempts 2, when every call fails, then there are three, each after its backed-off delay', async () => {
    const cloud = testCloud({ functions: { f: failing('E', 'E', 'E', 'E') } })
    const run = await cloud.run(
      retried([{ ErrorEquals: ['E'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 }]),
    )
    expect(cloud.states.busy()).toBe(false)
    await cloud.advance(600_000)
    const history = await run.history()
    const started = history.filter((event) => event.type === 'TaskStarted').map((event) => event.timestamp)
    expect(started.map((at) => at - (started[0] ?? 0))).toEqual([0, 3, 9])
    expect(await run.types()).toEqual([
      'TaskStateEntered',
      ...Array(3).fill(['TaskScheduled', 'TaskStarted', 'TaskFailed']).flat(),
      'ExecutionFailed',
    ])
    expect(await run.describe()).toMatchObject({ error: 'E' })
  })

  test('given a second retrier, then each counts its own', async () => {
    const cloud = testCloud({ functions: { f: failing('A', 'B', 'A', 'B') } })
    const run = await cloud.run(
      retried([
        { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 2 },
        { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 },
      ]),
    )
    await cloud.advance(600_000)
    expect(await run.output()).toEqual({ call: 5 })
  })

  test('given a retrier that is used up, then a later one that also fits is not asked, a catcher is', async () => {
    const cloud = testCloud({ functions: { f: failing('A', 'A', 'A', 'A') } })
    const run = await cloud.run({
      StartAt: 'S',
      States: {
        S: call(
          'f',
          {},
          {
            Retry: [
              { ErrorEquals: ['A'], MaxAttempts: 1 },
              { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
            ],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }],
            Next: 'C',
          },
        ),
        C: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
      },
    })
    await cloud.advance(600_000)
    expect(await run.output()).toBe('A')
    expect(cloud.invoker.calls).toHaveLength(2)
  })

  test('given MaxAttempts 0, then the error is not retried', async () => {
    const cloud = testCloud({ functions: { f: failing('A') } })
    const run = await cloud.run(retried([{ ErrorEquals: ['A'], MaxAttempts: 0 }]))
    expect(await run.status()).toBe('FAILED')
  })

  test('given a retried task, then Arguments are evaluated anew and know the count', async () => {
    const cloud = testCloud({ functions: { f: failing('A', 'A') } })
    const Payload = { n: '{% $states.context.State.RetryCount %}', at: '{% $now() %}' }
    await cloud.run(
      only(call('f', Payload, { Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 5 }], End: true })),
    )
    await cloud.advance(60_000)
    expect(cloud.invoker.calls.map((each) => each.payload)).toEqual([
      { n: 0, at: '2026-03-02T08:00:00.000Z' },
      { n: 1, at: '2026-03-02T08:00:05.000Z' },
      { n: 2, at: '2026-03-02T08:00:15.000Z' },
    ])
  })

  test('given the state is entered again later, then its retriers are fresh', async () => {
    const cloud = testCloud({ functions: { f: failing('A', '', 'A') } })
    const run = await cloud.run({
      StartAt: 'S',
      States: {
        S: call('f', {}, { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }], Next: 'Again?' }),
        'Again?': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.call < 5 %}', Next: 'S' }],
          Default: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    })
    await cloud.advance(600_000)
    expect(await run.output()).toEqual({ call: 5 })
  })

  test('given JitterStrategy FULL, then the delay is the random part of the interval', async () => {
    const cloud = testCloud({ functions: { f: failing('A') }, random: () => 0.25 })
    await cloud.run(retried([{ ErrorEquals: ['A'], IntervalSeconds: 60, JitterStrategy: 'FULL' }]))
    expect(cloud.clock.next()?.at).toBe(cloud.clock.now() + 15_000)
    expect(cloud.clock.next()?.what).toContain("'A', it is tried again")
  })
})

const retrier: fc.Arbitrary<Retrier> = fc.record({
  errorEquals: fc.constant(['States.ALL']),
  intervalSeconds: fc.integer({ min: 1, max: 100_000 }),
  maxAttempts: fc.integer({ min: 0, max: 99_999_999 }),
  backoffRate: fc.double({ min: 1, max: 1000, noNaN: true }),
  maxDelaySeconds: fc.integer({ min: 1, max: 31_622_400 }),
  jitter: fc.constantFrom('FULL', 'NONE'),
})

describe('the delay', () => {
  test('is never longer than the cap, never negative, and never shrinks without jitter', () => {
    fc.assert(
      fc.property(
        retrier,
        fc.nat(2000),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (policy, before, random) => {
          const delay = retryDelay(policy, before, () => random)
          expect(Number.isInteger(delay)).toBe(true)
          expect(delay).toBeGreaterThanOrEqual(0)
          expect(delay).toBeLessThanOrEqual((policy.maxDelaySeconds ?? Number.NaN) * 1000)
          const plain: Retrier = { ...policy, jitter: 'NONE' }
          expect(retryDelay(plain, before + 1, () => random)).toBeGreaterThanOrEqual(
            retryDelay(plain, before, () => random),
          )
          expect(delay).toBeLessThanOrEqual(retryDelay(plain, before, () => random))
        },
      ),
    )
  })

  test('is granted exactly MaxAttempts times', () => {
    fc.assert(
      fc.property(retrier, fc.nat(100), (policy, used) => {
        const next = nextRetry([policy], [used], { name: 'E', cause: null }, () => 0)
        expect(next !== undefined).toBe(used < policy.maxAttempts)
      }),
    )
  })
})

describe('ErrorEquals', () => {
  test.each([
    [['States.ALL'], 'Anything', true],
    [['States.ALL'], 'States.Timeout', true],
    [['States.ALL'], null, true],
    [['States.ALL'], 'States.DataLimitExceeded', false],
    [['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
    [['States.ALL', 'States.Runtime'], 'States.Runtime', false],
    [['States.TaskFailed'], 'Anything', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['States.TaskFailed', 'States.Timeout'], 'States.Timeout', true],
    [['A', 'B'], 'B', true],
    [['A', 'B'], 'C', false],
    [['A'], null, false],
  ])('%s takes %s: %s', (names, name, taken) => {
    expect(errorEquals(names, { name })).toBe(taken)
  })

  test('takes a missed heartbeat by either of its names', () => {
    const error = { name: 'States.Timeout', aliases: ['States.HeartbeatTimeout'] }
    expect(errorEquals(['States.HeartbeatTimeout'], error)).toBe(true)
    expect(errorEquals(['States.Timeout'], error)).toBe(true)
    expect(errorEquals(['States.HeartbeatTimeout'], { name: 'States.Timeout' })).toBe(false)
  })
})
