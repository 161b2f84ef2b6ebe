import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { createLaunches, type Launches } from '../../../functions/launches/launches.ts'
import { createScheduler } from '../../../local/services/scheduler.ts'
import { createStepFunctions, type ExecutionSummary } from '../../../local/states/step-functions.ts'
import {
  clientSettings,
  createTestCloud,
  createTestInvoker,
  type TestClock,
} from '../../local/services/test-cloud.ts'

const machineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:ReviewCycle'

/** Schedules and workflows of this machine, with a cycle's workflow that only waits. */
export interface LaunchPad {
  launches: Launches
  scheduler: SchedulerClient
  group: string
  clock: TestClock
  executions(): ExecutionSummary[]
  /** Ends a cycle's workflow from outside, as an operator can. */
  abort(cycleId: string): Promise<void>
  close(): Promise<void>
}

export async function startLaunchPad(): Promise<LaunchPad> {
  const cloud = createTestCloud()
  const workflows = createStepFunctions(cloud.ground('sfn'), {
    invoker: createTestInvoker({}),
    readObject: async (_bucket, key) => {
      throw new Error(`There is no ${key}`)
    },
  })
  workflows.createStateMachine({
    name: 'ReviewCycle',
    arn: machineArn,
    roleArn: 'arn:aws:iam::000000000000:role/ReviewCycle',
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } },
    },
  })
  const scheduler = createScheduler(cloud.ground('scheduler'), {
    groups: ['Launches'],
    schedules: [],
    invoker: createTestInvoker({}),
    startExecution: (request) => workflows.startExecution(request),
    sendToQueue: async () => {},
  })
  const client = new SchedulerClient(clientSettings(await cloud.serve(scheduler.endpoint)))
  const starter = new SFNClient(clientSettings(await cloud.serve(workflows.endpoint)))
  return {
    launches: createLaunches(
      { scheduler: client, workflows: starter },
      {
        machineArn,
        scheduleGroup: 'Launches',
        scheduleRoleArn: 'arn:aws:iam::000000000000:role/Launch',
        deadLetterArn: 'arn:aws:sqs:eu-central-1:000000000000:Unlaunched',
        seriesFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:RunSeries',
      },
    ),
    scheduler: client,
    group: 'Launches',
    clock: cloud.clock,
    executions: () => workflows.listExecutions('ReviewCycle'),
    async abort(cycleId) {
      const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${cycleId}`
      await starter.send(new StopExecutionCommand({ executionArn }))
    },
    async close() {
      client.destroy()
      starter.destroy()
      await scheduler.stop()
      workflows.stop()
      await cloud.close()
      cloud.remove()
    },
  }
}
