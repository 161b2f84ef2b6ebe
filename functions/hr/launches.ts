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

/** How cycles get started: by themselves at their time, or at once. Everything may be done twice. */
export interface Launches {
  /** Sets, or sets anew, the alarm clock that starts the cycle's workflow. */
  schedule(cycle: Pick<ReviewCycle, 'cycleId' | 'launchAtLocal' | 'timeZone'>): Promise<void>
  unschedule(cycleId: CycleId): Promise<void>
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
}

/** States of an execution that has ended without reaching its end. */
const FAILED: readonly ExecutionStatus[] = ['FAILED', 'ABORTED', 'TIMED_OUT']

/** After an hour of failing, HR had better know: the launch goes to the dead letters, and the alarm rings. */
const LAUNCH_TRIES = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 3600 } as const

export function createLaunches(
  clients: { scheduler: SchedulerClient; workflows: SFNClient },
  settings: LaunchSettings,
): Launches {
  const { scheduler, workflows } = clients
  const named = (cycleId: CycleId) => ({ Name: cycleId, GroupName: settings.scheduleGroup })
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
      try {
        await scheduler.send(new CreateScheduleCommand(schedule))
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error
        await scheduler.send(new UpdateScheduleCommand(schedule))
      }
    },

    async unschedule(cycleId) {
      try {
        await scheduler.send(new DeleteScheduleCommand(named(cycleId)))
      } catch (error) {
        // It has run, or was never made.
        if (!(error instanceof ResourceNotFoundException)) throw error
      }
    },

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

  /** An execution's name is taken for good, also by one that failed: that one goes on where it stopped. */
  async function takeUp(cycleId: CycleId): Promise<void> {
    const executionArn = `${settings.machineArn.replace(':stateMachine:', ':execution:')}:${cycleId}`
    const { status } = await workflows.send(new DescribeExecutionCommand({ executionArn }))
    if (status === undefined || !FAILED.includes(status)) return
    await workflows.send(new RedriveExecutionCommand({ executionArn }))
  }
}
