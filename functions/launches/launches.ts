import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type ExecutionStatus,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { CycleId } from '../domain/ids.ts'
import type { Series } from '../domain/series.ts'

/** How cycles get started: by themselves at their time, or at once. Everything may be done twice. */
export interface Launches {
  /** Sets, or sets anew, the alarm clock that starts the cycle's workflow. */
  schedule(cycle: Pick<ReviewCycle, 'cycleId' | 'launchAtLocal' | 'timeZone'>): Promise<void>
  unschedule(cycleId: CycleId): Promise<void>
  /** Sets the alarm clock that looks at a series each morning, in its own time zone. */
  followSeries(series: Pick<Series, 'seriesId' | 'timeZone'>): Promise<void>
  endSeries(seriesId: string): Promise<void>
  /**
   * Starts the workflow now. One that runs goes on as it is; one that failed goes on where it failed.
   * @throws when it can neither be started nor taken up, for example two weeks after it failed.
   */
  start(cycleId: CycleId): Promise<void>
}

export interface LaunchSettings {
  machineArn: string
  scheduleGroup: string
  scheduleRoleArn: string
  /** Where launches go that could not be delivered. */
  deadLetterArn: string
  /** The function that looks at a series. */
  seriesFunctionArn: string
}

/** States of an execution that has ended without reaching its end. */
const FAILED: readonly ExecutionStatus[] = ['FAILED', 'ABORTED', 'TIMED_OUT']

/** After an hour of failing, HR had better know: the launch goes to the dead letters, and the alarm rings. */
const LAUNCH_TRIES = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 3600 } as const

/** Every day, also on weekends: what is due is decided from the rows. No zone’s clocks ever skip this hour. */
const MORNING = 'cron(0 6 * * ? *)'

export function createLaunches(
  clients: { scheduler: SchedulerClient; workflows: SFNClient },
  settings: LaunchSettings,
): Launches {
  const { scheduler, workflows } = clients
  const named = (name: string) => ({ Name: name, GroupName: settings.scheduleGroup })
  const inputOf = (cycleId: CycleId) => JSON.stringify({ cycleId })

  return {
    async schedule({ cycleId, launchAtLocal, timeZone }) {
      const schedule: CreateScheduleCommandInput = {
        ...named(cycleId),
        ScheduleExpression: `at(${launchAtLocal}:00)`,
        ScheduleExpressionTimezone: timeZone,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          // The execution's name comes from the cycle, so a launch that is delivered twice is one launch.
          Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
          RoleArn: settings.scheduleRoleArn,
          Input: JSON.stringify({
            StateMachineArn: settings.machineArn,
            Name: cycleId,
            Input: inputOf(cycleId),
          }),
          RetryPolicy: LAUNCH_TRIES,
          DeadLetterConfig: { Arn: settings.deadLetterArn },
        },
      }
      await set(schedule)
    },

    unschedule: remove,

    async followSeries({ seriesId, timeZone }) {
      await set({
        ...named(seriesId),
        ScheduleExpression: MORNING,
        ScheduleExpressionTimezone: timeZone,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: settings.seriesFunctionArn,
          RoleArn: settings.scheduleRoleArn,
          Input: JSON.stringify({ seriesId }),
          // A look that fails altogether is made up by the next morning’s: a series looks at what is not done yet.
          RetryPolicy: LAUNCH_TRIES,
          DeadLetterConfig: { Arn: settings.deadLetterArn },
        },
      })
    },
    endSeries: remove,

    async start(cycleId) {
      try {
        await workflows.send(
          new StartExecutionCommand({
            stateMachineArn: settings.machineArn,
            name: cycleId,
            input: inputOf(cycleId),
          }),
        )
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error
        await takeUp(cycleId)
      }
    },
  }

  async function set(schedule: CreateScheduleCommandInput): Promise<void> {
    try {
      await scheduler.send(new CreateScheduleCommand(schedule))
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error
      await scheduler.send(new UpdateScheduleCommand(schedule))
    }
  }

  async function remove(name: string): Promise<void> {
    try {
      await scheduler.send(new DeleteScheduleCommand(named(name)))
    } catch (error) {
      // It has run, or was never made.
      if (!(error instanceof ResourceNotFoundException)) throw error
    }
  }

  /** An execution's name is taken for good, also by one that failed: that one goes on where it stopped. */
  async function takeUp(cycleId: CycleId): Promise<void> {
    const executionArn = `${settings.machineArn.replace(':stateMachine:', ':execution:')}:${cycleId}`
    const { status } = await workflows.send(new DescribeExecutionCommand({ executionArn }))
    if (status === undefined || !FAILED.includes(status)) return
    await workflows.send(new RedriveExecutionCommand({ executionArn }))
  }
}
