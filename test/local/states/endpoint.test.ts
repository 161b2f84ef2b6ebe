import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  InvalidArn,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import { afterEach, expect, test } from 'vitest'
import { TaskTokens } from '../../../local/states/task-token.ts'
import { testCloud } from './closing-cloud.ts'
import { MACHINE, only, START, type TestCloud, waitForToken } from './test-cloud.ts'

const clients: SFNClient[] = []

async function sdk(cloud: TestCloud): Promise<SFNClient> {
  const client = new SFNClient({
    endpoint: await cloud.url(),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'Function', secretAccessKey: 'none' },
    maxAttempts: 1,
  })
  clients.push(client)
  return client
}

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy()
})

test('given the real SDK, when an execution goes from start to end, then every answer parses', async () => {
  const cloud = testCloud()
  const stateMachineArn = cloud.create(only(waitForToken({ HeartbeatSeconds: 60, End: true })))
  const client = await sdk(cloud)
  const started = await client.send(
    new StartExecutionCommand({ stateMachineArn, name: 'x', input: '{"a":1}' }),
  )
  expect(started.startDate).toEqual(new Date(START))
  const { executionArn } = started
  await cloud.settle()
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    executionArn,
    stateMachineArn,
    name: 'x',
    status: 'RUNNING',
    startDate: new Date(START),
    input: '{"a":1}',
    inputDetails: { included: true },
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
  })
  const taskToken = cloud.tokens[0]
  await client.send(new SendTaskHeartbeatCommand({ taskToken }))
  await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"b":2}' }))
  await cloud.settle()
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'SUCCEEDED',
    stopDate: new Date(START),
    output: '{"b":2}',
  })
  const pages: unknown[] = []
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 3 }, { executionArn })) {
    pages.push(...(page.events ?? []).map((event) => [event.id, event.type]))
  }
  expect(pages).toEqual([
    [1, 'ExecutionStarted'],
    [2, 'TaskStateEntered'],
    [3, 'TaskScheduled'],
    [4, 'TaskStarted'],
    [5, 'TaskSubmitted'],
    [6, 'TaskSucceeded'],
    [7, 'TaskStateExited'],
    [8, 'ExecutionSucceeded'],
  ])
  const newest = await client.send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: 1,
      includeExecutionData: false,
    }),
  )
  expect(newest.events).toEqual([
    {
      id: 8,
      previousEventId: 7,
      timestamp: new Date(START),
      type: 'ExecutionSucceeded',
      executionSucceededEventDetails: {},
    },
  ])
})

test('given several executions, when they are listed, then by page, by status, newest first', async () => {
  const cloud = testCloud()
  const stateMachineArn = cloud.create(only(waitForToken()))
  for (const name of ['a', 'b', 'c']) {
    await cloud.start(stateMachineArn, {}, name)
    await cloud.advance(1000)
  }
  await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[1], output: '1' })
  await cloud.settle()
  const client = await sdk(cloud)
  const first = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }))
  expect(first.executions?.map((each) => each.name)).toEqual(['c', 'b'])
  const { nextToken } = first
  const second = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }))
  expect(second.executions?.map((each) => each.name)).toEqual(['a'])
  expect(second.nextToken).toBeUndefined()
  const done = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }))
  expect(done.executions).toMatchObject([
    { name: 'b', status: 'SUCCEEDED', startDate: new Date(START + 1000) },
  ])
})

test('given machines, when they are described and listed, then with their definition', async () => {
  const cloud = testCloud()
  const definition = only({ Type: 'Pass', End: true })
  const stateMachineArn = cloud.create(definition)
  const client = await sdk(cloud)
  const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }))
  expect(described).toMatchObject({
    name: 'Machine',
    status: 'ACTIVE',
    type: 'STANDARD',
    creationDate: new Date(START),
  })
  expect(JSON.parse(described.definition ?? '')).toEqual({ QueryLanguage: 'JSONata', ...definition })
  const { stateMachines } = await client.send(new ListStateMachinesCommand({}))
  expect(stateMachines).toMatchObject([{ name: 'Machine', stateMachineArn }])
})

test('given StopExecution, then ABORTED with error and cause, and stopping again changes nothing', async () => {
  const cloud = testCloud()
  const run = await cloud.run(only(waitForToken()))
  const client = await sdk(cloud)
  const stop = { executionArn: run.arn, error: 'E', cause: 'C' }
  const { stopDate } = await client.send(new StopExecutionCommand(stop))
  await cloud.advance(5000)
  expect((await client.send(new StopExecutionCommand({ ...stop, error: 'F' }))).stopDate).toEqual(stopDate)
  expect(await run.describe()).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' })
  expect(await run.details('ExecutionAborted')).toEqual({ error: 'E', cause: 'C' })
})

test('given every mistake, then the SDK throws the exception that AWS names', async () => {
  const cloud = testCloud()
  const stateMachineArn = cloud.create(only(waitForToken()))
  const run = await cloud.start(stateMachineArn, {}, 'x')
  const client = await sdk(cloud)
  const [taskToken] = cloud.tokens
  const nobody = `${run.arn}y`
  const rejects = (answer: Promise<unknown>, exception: unknown) =>
    expect(answer).rejects.toBeInstanceOf(exception as never)

  await rejects(
    client.send(new StartExecutionCommand({ stateMachineArn, name: 'x', input: '{"other":1}' })),
    ExecutionAlreadyExists,
  )
  await rejects(client.send(new StartExecutionCommand({ stateMachineArn, name: 'a/b' })), InvalidName)
  await rejects(
    client.send(new StartExecutionCommand({ stateMachineArn, input: 'x' })),
    InvalidExecutionInput,
  )
  await rejects(
    client.send(new StartExecutionCommand({ stateMachineArn: `${MACHINE}2` })),
    StateMachineDoesNotExist,
  )
  await rejects(client.send(new StartExecutionCommand({ stateMachineArn: 'no-arn' })), InvalidArn)
  await rejects(client.send(new DescribeExecutionCommand({ executionArn: nobody })), ExecutionDoesNotExist)
  await rejects(client.send(new GetExecutionHistoryCommand({ executionArn: nobody })), ExecutionDoesNotExist)
  await rejects(client.send(new StopExecutionCommand({ executionArn: nobody })), ExecutionDoesNotExist)
  await rejects(
    client.send(new DescribeStateMachineCommand({ stateMachineArn: `${MACHINE}2` })),
    StateMachineDoesNotExist,
  )
  await rejects(client.send(new RedriveExecutionCommand({ executionArn: run.arn })), ExecutionNotRedrivable)
  await rejects(client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '1' })), InvalidToken)
  await rejects(client.send(new SendTaskSuccessCommand({ taskToken, output: '{' })), InvalidOutput)
  await client.send(new SendTaskFailureCommand({ taskToken, error: 'E' }))
  await rejects(client.send(new SendTaskSuccessCommand({ taskToken, output: '1' })), TaskTimedOut)
  await rejects(client.send(new SendTaskFailureCommand({ taskToken })), TaskTimedOut)
  await rejects(client.send(new SendTaskHeartbeatCommand({ taskToken })), TaskTimedOut)

  const key = cloud.database
    .prepare("SELECT value FROM states_secrets WHERE name = 'task tokens'")
    .get()?.value
  const elsewhere = new TaskTokens(String(key)).issue({ execution: 99, frame: 1, scheduledEvent: 3 })
  await rejects(
    client.send(new SendTaskSuccessCommand({ taskToken: elsewhere, output: '1' })),
    TaskDoesNotExist,
  )

  await expect(client.send(new CreateActivityCommand({ name: 'a' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining("'AWSStepFunctions.CreateActivity' is not supported here"),
  })
  await expect(client.send(new DescribeExecutionCommand({ executionArn: '' }))).rejects.toMatchObject({
    name: 'ValidationException',
  })
})
