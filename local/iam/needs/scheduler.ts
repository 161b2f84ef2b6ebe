import { isRecord, parseObject } from '../../services/wire.ts'
import { arn } from '../../template/resource-type.ts'
import type { Need } from '../decide.ts'
import { type NeedsOf, UnknownNeeds } from './call.ts'

const scheduleActions: Readonly<Record<string, string>> = {
  POST: 'CreateSchedule',
  PUT: 'UpdateSchedule',
  GET: 'GetSchedule',
  DELETE: 'DeleteSchedule',
}
const groupActions: Readonly<Record<string, string>> = {
  POST: 'CreateScheduleGroup',
  GET: 'GetScheduleGroup',
  DELETE: 'DeleteScheduleGroup',
}

/**
 * EventBridge Scheduler: an action on a schedule or a group. Whoever makes or changes a schedule hands it a role, which
 * is a right of its own.
 *
 * Source: service authorization reference, EventBridge Scheduler; its user guide, identity-based policies.
 */
export const schedulerNeeds: NeedsOf = ({ method, path, body }) => {
  const url = new URL(path, 'http://scheduler')
  const [collection, encodedName, ...more] = url.pathname.split('/').slice(1)
  const name = encodedName === undefined ? undefined : decodeURIComponent(encodedName)
  const on = (action: string, resource: string): Need => ({
    action: `scheduler:${action}`,
    resource,
    context: {},
  })
  if (more.length === 0 && method === 'GET' && name === undefined) {
    if (collection === 'schedules') return [on('ListSchedules', '*')]
    if (collection === 'schedule-groups') return [on('ListScheduleGroups', '*')]
  }
  const ofGroup = groupActions[method]
  if (more.length === 0 && collection === 'schedule-groups' && name !== undefined && ofGroup !== undefined) {
    return [on(ofGroup, arn('scheduler', `schedule-group/${name}`))]
  }
  const action = scheduleActions[method]
  if (more.length > 0 || collection !== 'schedules' || name === undefined || action === undefined) {
    throw new UnknownNeeds('EventBridge Scheduler', `${method} ${url.pathname}`)
  }
  const { GroupName, Target } = parseObject(body.toString('utf8'))
  const group = String(GroupName ?? url.searchParams.get('groupName') ?? 'default')
  const passes = method === 'POST' || method === 'PUT'
  const roleArn = isRecord(Target) ? String(Target.RoleArn) : ''
  return [
    on(action, arn('scheduler', `schedule/${group}/${name}`)),
    ...(passes
      ? [
          {
            action: 'iam:PassRole',
            resource: roleArn,
            context: { 'iam:passedtoservice': 'scheduler.amazonaws.com' },
          },
        ]
      : []),
  ]
}
