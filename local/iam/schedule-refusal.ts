import { parseObject } from '../services/wire.ts'
import { account, arn } from '../template/resource-type.ts'
import type { Need } from './decide.ts'
import { roleSession } from './principal.ts'
import type { Rights } from './rights.ts'

/** A schedule as far as rights go. */
export interface SchedulesRole {
  roleArn: string
  group: string
  name: string
}

/**
 * Why EventBridge Scheduler may not call a schedule's target, or its dead-letter queue, as the schedule's role;
 * undefined when it may.
 *
 * Source: EventBridge Scheduler user guide, execution role and confused deputy prevention: the source is the group.
 */
export function scheduleRefusal(
  rights: Rights,
  { roleArn, group, name }: SchedulesRole,
  targetArn: string,
  input: string,
): string | undefined {
  return (
    rights.assumptionRefusal(
      roleArn,
      'scheduler.amazonaws.com',
      arn('scheduler', `schedule-group/${group}`),
    ) ?? rights.refusal(roleSession(roleArn, name), targetNeed(targetArn, input))
  )
}

function targetNeed(targetArn: string, input: string): Need {
  const need = (action: string, resource: string): Need => ({
    action,
    resource,
    context: { 'aws:sourceaccount': account },
  })
  if (targetArn === 'arn:aws:scheduler:::aws-sdk:sfn:startExecution') {
    return need('states:StartExecution', String(parseObject(input).StateMachineArn))
  }
  const actions: Record<string, string> = {
    states: 'states:StartExecution',
    sqs: 'sqs:SendMessage',
    lambda: 'lambda:InvokeFunction',
  }
  const action = actions[targetArn.split(':')[2] ?? '']
  // A target that the scheduler here does not call is refused by the scheduler.
  return need(action ?? 'unknown:Call', targetArn)
}
