import { describe, expect, test } from 'vitest'
import { testCloud } from './closing-cloud.ts'
import { call, MACHINE, only } from './test-cloud.ts'

const details = { truncated: false }

describe('an execution', () => {
  test('given a Pass, when it runs, then input goes through and history shows what AWS shows', async () => {
    const run = await testCloud().run(only({ Type: 'Pass', End: true }), { n: 1 })
    expect(await run.history()).toEqual([
      {
        id: 1,
        previousEventId: 0,
        timestamp: Date.parse('2026-03-02T08:00:00Z') / 1000,
        type: 'ExecutionStarted',
        executionStartedEventDetails: {
          input: '{"n":1}',
          inputDetails: details,
          roleArn: 'arn:aws:iam::000000000000:role/R',
        },
      },
      expect.objectContaining({
        id: 2,
        previousEventId: 0,
        type: 'PassStateEntered',
        stateEnteredEventDetails: { name: 'A', input: '{"n":1}', inputDetails: details },
      }),
      expect.objectContaining({
        id: 3,
        previousEventId: 2,
        type: 'PassStateExited',
        stateExitedEventDetails: { name: 'A', output: '{"n":1}', outputDetails: details },
      }),
      expect.objectContaining({
        id: 4,
        previousEventId: 3,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: '{"n":1}', outputDetails: details },
      }),
    ])
  })

  test('given three states and a retry, when it has run, then transitions, events and executions are metered', async () => {
    const cloud = testCloud({
      functions: {
        flaky: (_, number) => {
          if (number === 1) throw new Error('first')
          return 1
        },
      },
    })
    const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }]
    const run = await cloud.run({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: call('flaky', {}, { Retry: retry, Next: 'C' }),
        C: { Type: 'Succeed' },
      },
    })
    await cloud.advance(1000)
    expect(await run.status()).toBe('SUCCEEDED')
    expect(cloud.metered('Machine', 'transitions')).toBe(4)
    expect(cloud.metered('Machine', 'executions')).toBe(1)
    expect(cloud.metered('Machine', 'events')).toBe((await run.history()).length)
    expect(cloud.states.listExecutions('Machine')).toEqual([
      {
        name: expect.any(String),
        arn: run.arn,
        status: 'SUCCEEDED',
        transitions: 4,
        events: (await run.history()).length,
        startedAt: '2026-03-02T08:00:00.000Z',
        stoppedAt: '2026-03-02T08:00:01.000Z',
      },
    ])
  })

  test('given a Fail, when it runs, then the execution fails with its error and there is no FailStateExited', async () => {
    const run = await testCloud().run(
      only({ Type: 'Fail', Error: "{% 'E' & $states.input.n %}", Cause: 'because' }),
      {
        n: 7,
      },
    )
    expect(await run.describe()).toMatchObject({ status: 'FAILED', error: 'E7', cause: 'because' })
    expect(await run.types()).toEqual(['FailStateEntered', 'ExecutionFailed'])
  })

  test('given a Fail without Error and Cause, when it runs, then both are left out', async () => {
    const run = await testCloud().run(only({ Type: 'Fail' }))
    expect(await run.details('ExecutionFailed')).toEqual({})
    expect(await run.describe()).not.toHaveProperty('error')
    expect(await run.describe()).not.toHaveProperty('cause')
  })

  test('given a Succeed with an Output, when it runs, then that is the output of the execution', async () => {
    const run = await testCloud().run(
      only({ Type: 'Succeed', Output: { total: '{% $sum($states.input) %}' } }),
      [1, 2],
    )
    expect(await run.output()).toEqual({ total: 3 })
    expect(await run.types()).toEqual(['SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'])
  })

  test('given a loop that never ends, when 25,000 events are reached, then the execution fails and says so', async () => {
    const cloud = testCloud()
    const run = await cloud.run({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.stop = true %}', Next: 'B' }],
          Default: 'A',
        },
        B: { Type: 'Succeed' },
      },
    })
    expect(await run.describe()).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    })
    const history = await run.history()
    expect(history).toHaveLength(25_000)
    expect(history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' })
  }, 60_000)

  test('given a changed definition, when an execution of the old one goes on, then it goes on with the old one', async () => {
    const cloud = testCloud()
    const arn = cloud.create({
      StartAt: 'A',
      States: { A: { Type: 'Wait', Seconds: 60, Next: 'B' }, B: { Type: 'Pass', Output: 'old', End: true } },
    })
    const old = await cloud.start(arn)
    cloud.create({ StartAt: 'C', States: { C: { Type: 'Pass', Output: 'new', End: true } } })
    await cloud.advance(60_000)
    expect(await old.output()).toBe('old')
    expect(await (await cloud.start(arn)).output()).toBe('new')
  })
})

describe('a Choice', () => {
  const choose = (more: object = {}) => ({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Choice',
        Choices: [
          {
            Condition: '{% $states.input.n > 10 %}',
            Next: 'Big',
            Output: { was: '{% $states.input.n %}' },
            Assign: { v: 'rule' },
          },
          { Condition: '{% $states.input.n > 5 %}', Next: 'Big' },
        ],
        Assign: { v: 'state' },
        Output: 'state',
        ...more,
      },
      Big: {
        Type: 'Pass',
        Output: { in: '{% $states.input %}', v: '{% $exists($v) ? $v : null %}' },
        End: true,
      },
      Small: { Type: 'Pass', Output: { in: '{% $states.input %}', v: '{% $v %}' }, End: true },
    },
  })

  test('given two rules that hold, then the first decides, with its own Output and Assign only', async () => {
    const run = await testCloud().run(choose({ Default: 'Small' }), { n: 11 })
    expect(await run.output()).toEqual({ in: { was: 11 }, v: 'rule' })
  })

  test('given a rule without Output and Assign, then the input goes through and nothing is assigned', async () => {
    const run = await testCloud().run(choose({ Default: 'Small' }), { n: 6 })
    expect(await run.output()).toEqual({ in: { n: 6 }, v: null })
  })

  test("given no rule that holds, then Default is taken with the state's Output and Assign", async () => {
    const run = await testCloud().run(choose({ Default: 'Small' }), { n: 1 })
    expect(await run.output()).toEqual({ in: 'state', v: 'state' })
  })

  test('given no rule that holds and no Default, then States.NoChoiceMatched', async () => {
    const definition = choose()
    const { Small: _, ...States } = definition.States
    const run = await testCloud().run({ ...definition, States }, { n: 1 })
    expect(await run.describe()).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' })
    expect(await run.types()).toEqual(['ChoiceStateEntered', 'ExecutionFailed'])
  })

  test('given a condition that is no boolean, then States.QueryEvaluationError with the type that came', async () => {
    const run = await testCloud().run({
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'B' }], Default: 'B' },
        B: { Type: 'Succeed' },
      },
    })
    expect(await run.describe()).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining("Expected 'boolean', but was 'number' for value: 1"),
    })
  })
})

describe('a Wait', () => {
  test('given Seconds, when the clock moves, then it ends exactly then', async () => {
    const cloud = testCloud()
    const run = await cloud.run(
      only({ Type: 'Wait', Seconds: '{% $states.input.s %}', Output: 'late', End: true }),
      {
        s: 90,
      },
    )
    await cloud.advance(89_999)
    expect(await run.types()).toEqual(['WaitStateEntered'])
    expect(cloud.states.busy()).toBe(false)
    await cloud.advance(1)
    expect(await run.output()).toBe('late')
    expect(await run.types()).toEqual(['WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'])
  })

  test('given a Timestamp months away, then the clock shows it and the wait ends there', async () => {
    const cloud = testCloud()
    const arn = cloud.create(only({ Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true }))
    const run = await cloud.start(arn, { at: '2026-09-30T17:00:00+02:00' }, 'cycle-1')
    expect(cloud.clock.next()).toEqual({
      at: Date.parse('2026-09-30T15:00:00Z'),
      what: "Machine/cycle-1: 'A', the wait ends",
    })
    await cloud.advance(Date.parse('2026-09-30T15:00:00Z') - cloud.clock.now())
    expect(await run.status()).toBe('SUCCEEDED')
  })

  test('given a Timestamp that is past, then it goes on at once', async () => {
    const run = await testCloud().run(only({ Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', End: true }))
    expect(await run.status()).toBe('SUCCEEDED')
  })

  test.each([
    ['{% "tomorrow" %}', "returned 'tomorrow', which is not an RFC 3339 timestamp"],
    ['{% 5 %}', "Expected 'string', but was 'number' for value: 5"],
  ])('given the Timestamp %s, then the evaluation fails', async (Timestamp, cause) => {
    const run = await testCloud().run(only({ Type: 'Wait', Timestamp, End: true }))
    expect(await run.describe()).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(cause),
    })
  })
})

describe('the time limit of an execution', () => {
  test('given TimeoutSeconds, when it passes, then TIMED_OUT with neither error nor cause', async () => {
    const cloud = testCloud()
    const run = await cloud.run({ TimeoutSeconds: 5, ...only({ Type: 'Wait', Seconds: 60, End: true }) })
    await cloud.advance(60_000)
    const described = await run.describe()
    expect(described.status).toBe('TIMED_OUT')
    expect(described).not.toHaveProperty('error')
    expect(described).not.toHaveProperty('cause')
    expect((await run.history()).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      timestamp: expect.any(Number),
    })
  })

  test('given none, when a year has passed, then it ends all the same', async () => {
    const cloud = testCloud()
    const run = await cloud.run(only({ Type: 'Wait', Seconds: 99_999_999, End: true }))
    await cloud.advance(365 * 86_400_000)
    expect(await run.status()).toBe('TIMED_OUT')
  })
})

describe('starting', () => {
  test('given a running execution, when the same name and input come again, then it is the same one', async () => {
    const cloud = testCloud()
    const arn = cloud.create(only({ Type: 'Wait', Seconds: 60, End: true }))
    const starts = await Promise.all(
      [1, 2, 3].map(() =>
        cloud.states.startExecution({ stateMachineArn: arn, name: 'x', input: '{"a": 1}' }),
      ),
    )
    expect(new Set(starts.map((start) => start.executionArn)).size).toBe(1)
    expect(starts[0]?.executionArn).toBe(`${MACHINE.replace('stateMachine', 'execution')}:x`)
    await cloud.settle()
    expect(cloud.states.listExecutions('Machine')).toHaveLength(1)
  })

  test.each([
    ['another input while it runs', 0, { a: 2 }],
    ['the same input after it has closed', 60_000, { a: 1 }],
  ])(
    'given a name that was used, when it comes with %s, then ExecutionAlreadyExists',
    async (_, wait, input) => {
      const cloud = testCloud()
      const arn = cloud.create(only({ Type: 'Wait', Seconds: 60, End: true }))
      await cloud.start(arn, { a: 1 }, 'x')
      await cloud.advance(wait)
      await expect(cloud.start(arn, input, 'x')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
    },
  )

  test.each([
    ['no such machine', { stateMachineArn: `${MACHINE}Nope` }, 'StateMachineDoesNotExist'],
    ['a name with a blank', { name: 'a b' }, 'InvalidName'],
    ['a name of 81 characters', { name: 'a'.repeat(81) }, 'InvalidName'],
    ['an input that is not JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['an input over 256 KiB', { input: JSON.stringify('x'.repeat(262_143)) }, 'InvalidExecutionInput'],
  ])('given %s, then the start is refused by name', async (_, request, name) => {
    const cloud = testCloud()
    const stateMachineArn = cloud.create(only({ Type: 'Pass', End: true }))
    await expect(cloud.states.startExecution({ stateMachineArn, ...request })).rejects.toMatchObject({ name })
  })
})

test('given an output over 256 KiB, when a state ends, then States.DataLimitExceeded', async () => {
  const grow = '{% $join($map([1..1000], function($n) { $states.input })) %}'
  const run = await testCloud().run(only({ Type: 'Pass', Output: grow, End: true }), 'x'.repeat(300))
  expect(await run.describe()).toMatchObject({
    error: 'States.DataLimitExceeded',
    cause:
      "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
  })
})
