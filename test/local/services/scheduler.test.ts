import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createScheduler,
  type ScheduleDeclaration,
  type Scheduler,
} from '../../../local/services/scheduler.ts'
import { AwsError } from '../../../local/services/wire.ts'
import {
  clientSettings,
  createTestCloud,
  createTestInvoker,
  type TestCloud,
  type TestFunctions,
} from './test-cloud.ts'

let cloud: TestCloud
let scheduler: Scheduler
let client: SchedulerClient
let functions: TestFunctions
let started: { stateMachineArn: string; name?: string | undefined; input?: string | undefined }[]
let startExecution: () => void
let dead: { body: string; attributes: Record<string, string> }[]

const machineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:ReviewCycle'
const roleArn = 'arn:aws:iam::000000000000:role/scheduler'
const sweep: ScheduleDeclaration = {
  name: 'Sweep',
  properties: {
    FlexibleTimeWindow: { Mode: 'OFF' },
    ScheduleExpression: 'rate(1 minutes)',
    Target: { Arn: 'arn:aws:lambda:eu-central-1:000000000000:function:sweep', RoleArn: roleArn },
  },
}

async function start(schedules: ScheduleDeclaration[] = [], directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  scheduler = createScheduler(cloud.ground('scheduler'), {
    groups: ['cycles'],
    schedules,
    invoker: createTestInvoker(functions),
    async startExecution(request) {
      started.push(request)
      startExecution()
    },
    async sendToQueue(_arn, body, attributes) {
      dead.push({ body, attributes })
    },
  })
  client = new SchedulerClient(clientSettings(await cloud.serve(scheduler.endpoint)))
}

async function stop(): Promise<void> {
  client.destroy()
  await scheduler.stop()
  await cloud.close()
}

beforeEach(async () => {
  functions = {}
  started = []
  dead = []
  startExecution = () => {}
  await start()
})
afterEach(async () => {
  await stop()
  cloud.remove()
})

/** `at(…)` so many milliseconds from now, to the second. */
const soon = (ms: number): string => `at(${new Date(cloud.clock.now() + ms).toISOString().slice(0, 19)})`

const create = (more: Partial<CreateScheduleCommandInput> = {}) =>
  client.send(
    new CreateScheduleCommand({
      Name: 'launch',
      GroupName: 'cycles',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: soon(3_600_000),
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        RoleArn: roleArn,
        Input: JSON.stringify({
          StateMachineArn: machineArn,
          Name: 'cycle-1',
          Input: '{"at":"<aws.scheduler.scheduled-time>"}',
        }),
        RetryPolicy: { MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-central-1:000000000000:Dead' },
      },
      ...more,
    }),
  )

describe('a one-time schedule', () => {
  test('starts its workflow at its time, once, and is gone then', async () => {
    await create()
    await cloud.clock.advance(3_500_000)
    expect(started).toEqual([])
    await cloud.clock.advance(200_000)
    expect(started).toHaveLength(1)
    expect(started[0]).toMatchObject({ stateMachineArn: machineArn, name: 'cycle-1' })
    expect(JSON.parse(started[0]?.input ?? '').at).toMatch(/^\d{4}-.*Z$/)
    const gone = client.send(new GetScheduleCommand({ Name: 'launch', GroupName: 'cycles' }))
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException)
  })

  test('runs after a restart, also when its time came while the cloud was off', async () => {
    await create({ ScheduleExpression: soon(2_000) })
    await stop()
    await start([], cloud.directory)
    await cloud.clock.advance(3_000)
    expect(started).toHaveLength(1)
  })

  test('can be read, changed and deleted', async () => {
    await create()
    const read = await client.send(new GetScheduleCommand({ Name: 'launch', GroupName: 'cycles' }))
    expect(read.ActionAfterCompletion).toBe('DELETE')
    expect(read.CreationDate).toBeInstanceOf(Date)
    await client.send(
      new UpdateScheduleCommand({
        Name: 'launch',
        GroupName: 'cycles',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ScheduleExpression: soon(7_200_000),
        Target: read.Target,
      }),
    )
    await cloud.clock.advance(3_700_000)
    expect(started).toEqual([])
    await client.send(new DeleteScheduleCommand({ Name: 'launch', GroupName: 'cycles' }))
    await cloud.clock.advance(3_700_000)
    expect(started).toEqual([])
  })

  test('is tried again and then told to the dead letters', async () => {
    startExecution = () => {
      throw new AwsError('ServiceUnavailable', 'not now', 503)
    }
    await create()
    await cloud.clock.advance(4_000_000)
    expect(started).toHaveLength(3)
    expect(dead[0]?.attributes).toMatchObject({
      ERROR_CODE: 'ServiceUnavailable',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    })
    expect(JSON.parse(dead[0]?.body ?? '').Name).toBe('cycle-1')
  })

  test('is not tried again when it cannot be done', async () => {
    startExecution = () => {
      throw new AwsError('StateMachineDoesNotExist', 'no such machine')
    }
    await create()
    await cloud.clock.advance(4_000_000)
    expect(started).toHaveLength(1)
    expect(dead).toHaveLength(1)
  })
})

describe('a schedule of the template', () => {
  test('runs every minute, and once for what was missed', async () => {
    let calls = 0
    functions.sweep = () => {
      calls++
    }
    await stop()
    await start([sweep], cloud.directory)
    await cloud.clock.advance(150_000)
    expect(calls).toBe(3)
    expect(cloud.clock.due()).toMatchObject([{ everyMs: 60_000, what: 'schedule Sweep' }])
    const { Schedules } = await client.send(new ListSchedulesCommand({}))
    expect(Schedules?.map((schedule) => schedule.Name)).toEqual(['Sweep'])
  })

  test('does not hide a launch from the clock', async () => {
    functions.sweep = () => {}
    await stop()
    await start([sweep], cloud.directory)
    await create()
    await cloud.clock.advance(1_000)
    expect(cloud.clock.due().map((due) => due.what)).toEqual(['schedule launch', 'schedule Sweep'])
  })

  test('is gone when the template no longer has it', async () => {
    await stop()
    await start([sweep], cloud.directory)
    await stop()
    await start([], cloud.directory)
    expect((await client.send(new ListSchedulesCommand({}))).Schedules).toEqual([])
  })

  test('with a target that nothing here calls stops the start by its name', async () => {
    await stop()
    const Target = { Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances', RoleArn: roleArn }
    const declared = { name: 'X', properties: { ...sweep.properties, Target } }
    await expect(start([declared], cloud.directory)).rejects.toThrow(/ec2:stopInstances/)
    await cloud.close()
    await start([], cloud.directory)
  })
})

describe('refusals', () => {
  test('the same name twice, but not for the same request again', async () => {
    await create({ ClientToken: 'one' })
    await create({ ClientToken: 'one' })
    await expect(create({ ClientToken: 'two' })).rejects.toBeInstanceOf(ConflictException)
  })
  test('an expression that is none, a group that is not there, an operation that is not done', async () => {
    await expect(create({ ScheduleExpression: 'soon' })).rejects.toBeInstanceOf(ValidationException)
    await expect(create({ GroupName: 'nope' })).rejects.toBeInstanceOf(ResourceNotFoundException)
    const tags = client.send(new ListTagsForResourceCommand({ ResourceArn: 'arn:aws:scheduler:::x' }))
    await expect(tags).rejects.toMatchObject({ name: 'UnknownOperationException' })
  })
})

test('groups can be made and listed', async () => {
  await client.send(new CreateScheduleGroupCommand({ Name: 'more' }))
  const { ScheduleGroups } = await client.send(new ListScheduleGroupsCommand({}))
  expect(ScheduleGroups?.map((group) => group.Name)).toEqual(['cycles', 'default', 'more'])
})
