import { describe, expect, test } from 'vitest'
import { testCloud } from './closing-cloud.ts'
import { call, only, waitForToken } from './test-cloud.ts'

const gone = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" }

describe('a task with a token', () => {
  test('given SendTaskSuccess, then the output is the result and TaskSubmitted comes before it', async () => {
    const cloud = testCloud()
    const run = await cloud.run(only(waitForToken()))
    expect(await run.types()).toEqual(['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted'])
    expect(cloud.states.busy()).toBe(false)
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0], output: '{"rating": 4}' })
    await cloud.settle()
    expect(await run.output()).toEqual({ rating: 4 })
    expect((await run.types()).slice(4)).toEqual(['TaskSucceeded', 'TaskStateExited', 'ExecutionSucceeded'])
    expect(await run.details('TaskSubmitted')).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
    })
    expect(await run.details('TaskSucceeded')).toMatchObject({ output: '{"rating": 4}' })
  })

  test('given SendTaskFailure, then its error and cause are those of the task', async () => {
    const cloud = testCloud()
    const run = await cloud.run(only(waitForToken()))
    await cloud.call('SendTaskFailure', { taskToken: cloud.tokens[0], error: 'Declined', cause: 'on leave' })
    await cloud.settle()
    const failure = { error: 'Declined', cause: 'on leave' }
    expect(await run.details('TaskFailed')).toMatchObject(failure)
    expect(await run.describe()).toMatchObject({ status: 'FAILED', ...failure })
  })

  test('given SendTaskFailure with neither, when it is caught, then both are null', async () => {
    const cloud = testCloud()
    const run = await cloud.run({
      StartAt: 'A',
      States: {
        A: waitForToken({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], Next: 'B' }),
        B: { Type: 'Succeed' },
      },
    })
    await cloud.call('SendTaskFailure', { taskToken: cloud.tokens[0] })
    await cloud.settle()
    expect(await run.output()).toEqual({ Error: null, Cause: null })
  })

  test('given the token is used twice, then the second is told that the task is gone', async () => {
    const cloud = testCloud()
    const run = await cloud.run(only(waitForToken()))
    const taskToken = cloud.tokens[0]
    const answers = await Promise.allSettled([
      cloud.call('SendTaskSuccess', { taskToken, output: '1' }),
      cloud.call('SendTaskSuccess', { taskToken, output: '2' }),
      cloud.call('SendTaskFailure', { taskToken, error: 'E' }),
    ])
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1)
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(gone)
    await cloud.settle()
    expect(
      (await run.types()).filter((type) => type === 'TaskSucceeded' || type === 'TaskFailed'),
    ).toHaveLength(1)
    await expect(cloud.call('SendTaskHeartbeat', { taskToken })).rejects.toMatchObject(gone)
  })

  test('given a retry, then there is a new token and the old one is gone', async () => {
    const cloud = testCloud()
    const run = await cloud.run(
      only(waitForToken({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1 }], End: true })),
    )
    await cloud.call('SendTaskFailure', { taskToken: cloud.tokens[0], error: 'Again' })
    await cloud.advance(1000)
    const [old, taskToken] = cloud.tokens
    expect(taskToken).not.toBe(old)
    await expect(cloud.call('SendTaskSuccess', { taskToken: old, output: '1' })).rejects.toMatchObject(gone)
    await cloud.call('SendTaskSuccess', { taskToken, output: '2' })
    await cloud.settle()
    expect(await run.output()).toBe(2)
  })

  test.each([
    [
      'a closed execution',
      async (cloud: ReturnType<typeof testCloud>, arn: string) =>
        cloud.call('StopExecution', { executionArn: arn }),
    ],
    ['a passed timeout', async (cloud: ReturnType<typeof testCloud>) => cloud.advance(100_000)],
  ])('given %s, then the token is gone', async (_, act) => {
    const cloud = testCloud()
    const run = await cloud.run(only(waitForToken({ TimeoutSeconds: 60, End: true })))
    await act(cloud, run.arn)
    const taskToken = cloud.tokens[0]
    await expect(cloud.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject(gone)
  })

  test.each([
    ['garbage', 'no-token'],
    ['a changed letter', (token: string) => token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))],
    ['a changed signature', (token: string) => `${token}A`],
    ['nothing after the dot', 'MS4xLjM.'],
  ])('given %s as token, then InvalidToken', async (_, make) => {
    const cloud = testCloud()
    await cloud.run(only(waitForToken()))
    const taskToken = typeof make === 'string' ? make : make(cloud.tokens[0] ?? '')
    await expect(cloud.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    })
  })

  test.each([
    ['no JSON', '{'],
    ['more than 256 KiB', JSON.stringify('x'.repeat(262_144))],
  ])('given %s as output, then InvalidOutput and the task still waits', async (_, output) => {
    const cloud = testCloud()
    const run = await cloud.run(only(waitForToken()))
    const taskToken = cloud.tokens[0]
    await expect(cloud.call('SendTaskSuccess', { taskToken, output })).rejects.toMatchObject({
      name: 'InvalidOutput',
    })
    await cloud.call('SendTaskSuccess', { taskToken, output: '1' })
    await cloud.settle()
    expect(await run.output()).toBe(1)
  })

  test('given an answer before the function returns, then it is kept until then', async () => {
    const cloud = testCloud({
      functions: {
        eager: async (payload) => {
          const { token } = payload as { token: string }
          await cloud.call('SendTaskSuccess', { taskToken: token, output: '"early"' })
          await expect(
            cloud.call('SendTaskSuccess', { taskToken: token, output: '2' }),
          ).rejects.toMatchObject(gone)
          return {}
        },
      },
    })
    const task = waitForToken({ TimeoutSeconds: 60, End: true })
    const FunctionName = task.Arguments.FunctionName.replace('keepToken', 'eager')
    const run = await cloud.run(only({ ...task, Arguments: { ...task.Arguments, FunctionName } }))
    expect(await run.output()).toBe('early')
    expect(await run.types()).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ])
  })

  test('given the function fails, then the task fails without being submitted', async () => {
    const cloud = testCloud({
      functions: {
        keepToken: () => {
          throw new RangeError('no')
        },
      },
    })
    const run = await cloud.run(only(waitForToken()))
    expect(await run.describe()).toMatchObject({ status: 'FAILED', error: 'RangeError' })
    expect(await run.types()).not.toContain('TaskSubmitted')
  })
})

describe('timeouts', () => {
  test('given TimeoutSeconds from an expression, when it passes, then TaskTimedOut and States.Timeout without a cause', async () => {
    const cloud = testCloud()
    const run = await cloud.run(
      only(waitForToken({ TimeoutSeconds: '{% $states.input.days * 86400 %}', End: true })),
      {
        days: 14,
      },
    )
    expect(await run.details('TaskScheduled')).toMatchObject({ timeoutInSeconds: 14 * 86_400 })
    await cloud.advance(14 * 86_400_000 - 1)
    expect(await run.status()).toBe('RUNNING')
    await cloud.advance(1)
    expect(await run.details('TaskTimedOut')).toEqual({
      error: 'States.Timeout',
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
    })
    expect(await run.details('ExecutionFailed')).toEqual({ error: 'States.Timeout' })
  })

  test('given a caught timeout, then the cause is empty', async () => {
    const cloud = testCloud()
    const run = await cloud.run({
      StartAt: 'A',
      States: {
        A: waitForToken({
          TimeoutSeconds: 5,
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }],
          Next: 'B',
        }),
        B: { Type: 'Succeed' },
      },
    })
    await cloud.advance(5000)
    expect(await run.output()).toEqual({ Error: 'States.Timeout', Cause: '' })
  })

  test('given heartbeats in time, then the task goes on; given one is missed, then States.Timeout', async () => {
    const cloud = testCloud()
    const run = await cloud.run(only(waitForToken({ TimeoutSeconds: 600, HeartbeatSeconds: 60, End: true })))
    expect(await run.details('TaskScheduled')).toMatchObject({
      heartbeatInSeconds: 60,
      timeoutInSeconds: 600,
    })
    for (let beat = 0; beat < 5; beat += 1) {
      await cloud.advance(59_000)
      await cloud.call('SendTaskHeartbeat', { taskToken: cloud.tokens[0] })
    }
    expect(await run.status()).toBe('RUNNING')
    expect(cloud.clock.next()?.what).toContain('a heartbeat is overdue')
    await cloud.advance(60_000)
    expect(await run.describe()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
    expect((await run.history()).at(-1)?.timestamp).toBe(cloud.clock.now() / 1000)
  })

  test('given heartbeats for ever, then the timeout ends it, which is no missed heartbeat', async () => {
    const cloud = testCloud()
    const run = await cloud.run({
      StartAt: 'A',
      States: {
        A: waitForToken({
          TimeoutSeconds: 100,
          HeartbeatSeconds: 60,
          Catch: [
            { ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Heart' },
            { ErrorEquals: ['States.Timeout'], Next: 'Time' },
          ],
          Next: 'Time',
        }),
        Heart: { Type: 'Pass', Output: 'heart', End: true },
        Time: { Type: 'Pass', Output: 'time', End: true },
      },
    })
    await cloud.advance(50_000)
    await cloud.call('SendTaskHeartbeat', { taskToken: cloud.tokens[0] })
    await cloud.advance(50_000)
    expect(await run.output()).toBe('time')
  })

  test('given a missed heartbeat, then States.HeartbeatTimeout catches it', async () => {
    const cloud = testCloud()
    const run = await cloud.run({
      StartAt: 'A',
      States: {
        A: waitForToken({
          HeartbeatSeconds: 60,
          Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B' }],
          Next: 'B',
        }),
        B: { Type: 'Succeed' },
      },
    })
    await cloud.advance(60_000)
    expect(await run.output()).toEqual({ Error: 'States.Timeout', Cause: '' })
  })

  test('given a function that never answers, when the timeout passes, then its late answer changes nothing', async () => {
    let answer: (value: unknown) => void = () => {}
    const cloud = testCloud({
      functions: {
        slow: () =>
          new Promise((resolve) => {
            answer = resolve
          }),
      },
    })
    const arn = cloud.create(only(call('slow', {}, { TimeoutSeconds: 30, End: true })))
    const { executionArn } = await cloud.states.startExecution({ stateMachineArn: arn })
    const run = cloud.at(executionArn)
    while ((await run.types()).length < 3) await new Promise((resolve) => setImmediate(resolve))
    cloud.clock.set(cloud.clock.now() + 30_000)
    for (const source of cloud.clock.sources) await source.fire(cloud.clock.now())
    expect(await run.describe()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
    answer({ late: true })
    await cloud.settle()
    expect((await run.types()).at(-1)).toBe('ExecutionFailed')
  })

  test.each([
    ['0', '{% 0 %}', 'returned 0, which is not an integer between 1 and 99999999.'],
    ['a text', "{% '5' %}", `Expected 'number', but was 'string' for value: "5"`],
    ['a fraction', '{% 1.5 %}', 'returned 1.5, which is not an integer between 1 and 99999999.'],
  ])('given TimeoutSeconds that is %s, then the evaluation fails', async (_, TimeoutSeconds, cause) => {
    const run = await testCloud().run(only(waitForToken({ TimeoutSeconds, End: true })))
    expect(await run.describe()).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(cause),
    })
    expect(await run.details('EvaluationFailed')).toMatchObject({ location: 'TimeoutSeconds' })
  })
})
