import { describe, expect, test } from 'vitest'
import { testCloud } from './closing-cloud.ts'
import { MACHINE, only, type TestCloud, waitForToken } from './test-cloud.ts'

const CHILD = MACHINE.replace(/Machine$/, 'Child')
const SDK = 'arn:aws:states:::aws-sdk:sfn:startExecution'
const OPTIMIZED = 'arn:aws:states:::states:startExecution'
const SYNC = 'arn:aws:states:::states:startExecution.sync:2'

const start = (Resource: string, Arguments: object = {}, more: object = { End: true }) => ({
  Type: 'Task',
  Resource,
  Arguments: {
    StateMachineArn: CHILD,
    Name: '{% $states.input.name %}',
    Input: '{% $states.input %}',
    ...Arguments,
  },
  ...more,
})

function withChild(state: object = { Type: 'Pass', End: true }): TestCloud {
  const cloud = testCloud()
  cloud.create(only(state), 'Child')
  return cloud
}

describe('starting an execution from a task', () => {
  test('given the SDK integration, then the child runs and the answer is the SDK’s', async () => {
    const cloud = withChild()
    const run = await cloud.run(only(start(SDK)), { name: 'r1' })
    const arn = `${CHILD.replace('stateMachine', 'execution')}:r1`
    expect(await run.output()).toEqual({ ExecutionArn: arn, StartDate: '2026-03-02T08:00:00.000Z' })
    expect(await cloud.at(arn).output()).toEqual({ name: 'r1' })
    expect(await run.details('TaskSucceeded')).toMatchObject({
      resourceType: 'aws-sdk:sfn',
      resource: 'startExecution',
    })
  })

  test('given the optimized integration, then the date is a number', async () => {
    const run = await withChild().run(only(start(OPTIMIZED)), { name: 'r1' })
    expect(await run.output()).toMatchObject({ StartDate: Date.parse('2026-03-02T08:00:00Z') / 1000 })
  })

  test.each([
    [SDK, 'Sfn.ExecutionAlreadyExistsException'],
    [OPTIMIZED, 'StepFunctions.ExecutionAlreadyExistsException'],
  ])('given %s and a closed execution of that name, then %s can be caught', async (Resource, error) => {
    const cloud = withChild()
    const arn = cloud.create({
      StartAt: 'A',
      States: {
        A: start(Resource, {}, { Catch: [{ ErrorEquals: [error], Next: 'B' }], Next: 'B' }),
        B: { Type: 'Succeed' },
      },
    })
    await cloud.start(arn, { name: 'r1' })
    expect(await (await cloud.start(arn, { name: 'r1' })).output()).toMatchObject({
      Error: error,
      Cause: expect.stringContaining('Execution Already Exists'),
    })
  })

  test('given a running execution of that name and input, then starting it again is the same start', async () => {
    const cloud = withChild({ Type: 'Wait', Seconds: 60, End: true })
    const arn = cloud.create(only(start(SDK)))
    const first = await cloud.start(arn, { name: 'r1' })
    await cloud.advance(1000)
    expect(await (await cloud.start(arn, { name: 'r1' })).output()).toEqual(await first.output())
    expect(cloud.states.listExecutions('Child')).toHaveLength(1)
  })

  test('given no such machine, then the error says so', async () => {
    const run = await testCloud().run(only(start(SDK)), { name: 'r1' })
    expect(await run.describe()).toMatchObject({ error: 'Sfn.StateMachineDoesNotExistException' })
  })
})

describe('startExecution.sync:2', () => {
  test('given the child succeeds, then its output is JSON in the result', async () => {
    const cloud = withChild(waitForToken())
    const run = await cloud.run(only(start(SYNC)), { name: 'r1' })
    expect(await run.types()).toEqual(['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted'])
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0], output: '{"ok":true}' })
    await cloud.settle()
    expect(await run.output()).toMatchObject({ Status: 'SUCCEEDED', Output: { ok: true }, Name: 'r1' })
  })

  test('given the child fails, then States.TaskFailed with its description as cause', async () => {
    const run = await withChild({ Type: 'Fail', Error: 'E' }).run(only(start(SYNC)), { name: 'r1' })
    const described = await run.describe()
    expect(described.error).toBe('States.TaskFailed')
    expect(JSON.parse(described.cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'E' })
  })

  test('given the task times out, then the child is stopped', async () => {
    const cloud = withChild(waitForToken())
    const run = await cloud.run(only(start(SYNC, {}, { TimeoutSeconds: 60, End: true })), { name: 'r1' })
    await cloud.advance(60_000)
    expect(await run.describe()).toMatchObject({ error: 'States.Timeout' })
    expect(cloud.states.listExecutions('Child')[0]?.status).toBe('ABORTED')
  })
})

describe('redriving', () => {
  test('given branches of which one was done, then only the others run again, with new tokens', async () => {
    const cloud = testCloud()
    const machine = cloud.create(
      only({
        Type: 'Parallel',
        Branches: ['X', 'Y', 'Z'].map((name) => ({ StartAt: name, States: { [name]: waitForToken() } })),
        End: true,
      }),
    )
    const run = await cloud.start(machine)
    const [x, y, z] = cloud.tokens
    await cloud.call('SendTaskSuccess', { taskToken: x, output: '"x"' })
    await cloud.call('SendTaskFailure', { taskToken: y, error: 'E' })
    await cloud.settle()
    expect(await run.describe()).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE' })

    await cloud.call('RedriveExecution', { executionArn: run.arn })
    await cloud.settle()
    expect(await run.describe()).toMatchObject({ status: 'RUNNING', redriveCount: 1 })
    expect(cloud.tokens).toHaveLength(5)
    await expect(cloud.call('SendTaskSuccess', { taskToken: z, output: '1' })).rejects.toMatchObject({
      name: 'TaskTimedOut',
    })
    for (const [index, taskToken] of cloud.tokens.slice(3).entries()) {
      await cloud.call('SendTaskSuccess', { taskToken, output: `"again ${index}"` })
    }
    await cloud.settle()
    expect(await run.output()).toEqual(['x', 'again 0', 'again 1'])
    expect(await run.details('ExecutionRedriven')).toEqual({ redriveCount: 1 })
  })

  test.each([
    ['runs', async () => {}, 'Execution is RUNNING and cannot be redriven'],
    [
      'succeeded',
      async (cloud: TestCloud) =>
        void (await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0], output: '1' })),
      'Execution is SUCCEEDED and cannot be redriven',
    ],
    [
      'failed more than 14 days ago',
      async (cloud: TestCloud) => {
        await cloud.call('SendTaskFailure', { taskToken: cloud.tokens[0] })
        await cloud.advance(15 * 86_400_000)
      },
      'Execution closed more than 14 days ago',
    ],
  ])('given it %s, then it is refused', async (_, act, message) => {
    const cloud = testCloud()
    const run = await cloud.run(only(waitForToken()))
    await act(cloud)
    await cloud.settle()
    await expect(cloud.call('RedriveExecution', { executionArn: run.arn })).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message,
    })
  })
})
