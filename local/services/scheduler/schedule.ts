import { AwsError, account, isRecord, region } from '../wire.ts'
import { type Timing, timingOf } from './schedule-expression.ts'

export interface Target {
  arn: string
  roleArn: string
  input: string
  maximumAgeMs: number
  maximumRetries: number
  deadLetterArn: string | undefined
}

/** A schedule as it was asked for. `body` is what GetSchedule gives back. */
export interface Schedule {
  group: string
  name: string
  body: Record<string, unknown>
  timing: Timing
  enabled: boolean
  deleteWhenDone: boolean
  target: Target
}

/** The universal target that starts an execution with the SDK's own parameters. */
export const startExecutionTarget = 'arn:aws:scheduler:::aws-sdk:sfn:startExecution'

export function scheduleArn(group: string, name: string): string {
  return `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`
}

export function groupArn(group: string): string {
  return `arn:aws:scheduler:${region}:${account}:schedule-group/${group}`
}

/**
 * Reads a CreateSchedule or UpdateSchedule body, or the properties of an `AWS::Scheduler::Schedule`. Throws
 * ValidationException, also for a target that the local cloud cannot call, by its name.
 */
export function scheduleOf(name: string, body: Record<string, unknown>): Schedule {
  const target = isRecord(body.Target) ? body.Target : {}
  const retry = isRecord(target.RetryPolicy) ? target.RetryPolicy : {}
  const deadLetter = isRecord(target.DeadLetterConfig) ? target.DeadLetterConfig : {}
  const window = isRecord(body.FlexibleTimeWindow) ? body.FlexibleTimeWindow : {}
  if (!/^[\w.-]{1,64}$/.test(name)) throw invalid(`Invalid schedule name ${name}.`)
  if (window.Mode !== 'OFF' && window.Mode !== 'FLEXIBLE')
    throw invalid('FlexibleTimeWindow.Mode is missing.')
  if (typeof target.Arn !== 'string') throw invalid('Target.Arn is missing.')
  if (typeof target.RoleArn !== 'string') throw invalid('Target.RoleArn is missing.')
  checkTarget(target.Arn)
  return {
    group: String(body.GroupName ?? 'default'),
    name,
    body,
    timing: timingOf({
      expression: String(body.ScheduleExpression),
      timeZone: String(body.ScheduleExpressionTimezone ?? 'UTC'),
      startDate: milliseconds(body.StartDate),
      endDate: milliseconds(body.EndDate),
    }),
    enabled: body.State !== 'DISABLED',
    deleteWhenDone: body.ActionAfterCompletion === 'DELETE',
    target: {
      arn: target.Arn,
      roleArn: target.RoleArn,
      input: typeof target.Input === 'string' ? target.Input : '{}',
      maximumAgeMs: Number(retry.MaximumEventAgeInSeconds ?? 86_400) * 1000,
      maximumRetries: Number(retry.MaximumRetryAttempts ?? 185),
      deadLetterArn: typeof deadLetter.Arn === 'string' ? deadLetter.Arn : undefined,
    },
  }
}

/** When a schedule that is made or changed `now` runs first, and how far apart its runs are, in milliseconds. */
export function startOf(
  { enabled, timing }: Schedule,
  now: number,
): {
  nextAt: number | undefined
  everyMs: number | undefined
} {
  const nextAt = enabled ? timing.first(now) : undefined
  const following = nextAt === undefined ? undefined : timing.nextAfter(nextAt, nextAt)
  const everyMs = nextAt === undefined || following === undefined ? undefined : following - nextAt
  return { nextAt, everyMs }
}

function checkTarget(arn: string): void {
  const service = arn.split(':')[2]
  if (arn !== startExecutionTarget && !['lambda', 'states', 'sqs'].includes(service ?? '')) {
    throw invalid(`The local cloud does not call the target ${arn}.`)
  }
}

/** Seconds since the epoch from the API, an ISO text from a template. */
function milliseconds(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'number' ? value * 1000 : Date.parse(String(value))
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
