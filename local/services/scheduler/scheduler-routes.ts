import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../ports.ts'
import { AwsError, answer, asAwsError, isRecord, parseObject, readBody } from '../wire.ts'
import { groupArn, scheduleArn, scheduleOf, startOf } from './schedule.ts'
import type { ScheduleRow, ScheduleStore } from './schedule-store.ts'

type Body = Record<string, unknown>

/** Serves EventBridge Scheduler's REST operations. `changed` is called after each that may move the next run. */
export function createSchedulerRoutes(
  clock: Clock,
  store: ScheduleStore,
  changed: () => void,
): (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> {
  function operate(method: string, path: string, query: URLSearchParams, body: Body): Body {
    const [collection, encodedName, ...more] = path.split('/').slice(1)
    const name = encodedName === undefined ? undefined : decodeURIComponent(encodedName)
    if (collection === 'schedules' && more.length === 0) {
      if (name === undefined && method === 'GET') return listSchedules(query)
      const group = query.get('groupName') ?? 'default'
      if (name !== undefined && method === 'POST') return createSchedule(name, body)
      if (name !== undefined && method === 'PUT') return updateSchedule(name, body)
      if (name !== undefined && method === 'GET') return getSchedule(existing(group, name))
      if (name !== undefined && method === 'DELETE') {
        existing(group, name)
        store.remove(group, name)
        return {}
      }
    }
    if (collection === 'schedule-groups' && more.length === 0) {
      if (name === undefined && method === 'GET') return listGroups(query)
      if (name !== undefined && method === 'POST') return createGroup(name)
      if (name !== undefined && method === 'GET') return getGroup(name)
      if (name !== undefined && method === 'DELETE') {
        getGroup(name)
        if (name === 'default')
          throw new AwsError('ValidationException', 'The default group cannot be deleted.')
        store.removeGroup(name)
        return {}
      }
    }
    throw new AwsError(
      'UnknownOperationException',
      `The local cloud does not do ${method} ${path} of the scheduler.`,
    )
  }

  function createSchedule(name: string, body: Body): Body {
    const schedule = scheduleOf(name, body)
    const { group } = schedule
    checkGroup(group)
    const before = store.find(group, name)
    if (before !== undefined) {
      const isRepeat = body.ClientToken !== undefined && before.body.ClientToken === body.ClientToken
      if (!isRepeat) throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409)
      return { ScheduleArn: scheduleArn(group, name) }
    }
    const now = clock.now()
    store.save({
      group,
      name,
      body,
      createdAt: now,
      modifiedAt: now,
      ...startOf(schedule, now),
      declared: false,
    })
    return { ScheduleArn: scheduleArn(group, name) }
  }

  function updateSchedule(name: string, body: Body): Body {
    const schedule = scheduleOf(name, body)
    const before = existing(schedule.group, name)
    const now = clock.now()
    store.save({ ...before, body, modifiedAt: now, ...startOf(schedule, now) })
    return { ScheduleArn: scheduleArn(schedule.group, name) }
  }

  function getSchedule(row: ScheduleRow): Body {
    const { ClientToken: _, ...body } = row.body
    return {
      ActionAfterCompletion: 'NONE',
      State: 'ENABLED',
      ScheduleExpressionTimezone: 'UTC',
      ...body,
      Arn: scheduleArn(row.group, row.name),
      GroupName: row.group,
      Name: row.name,
      CreationDate: row.createdAt / 1000,
      LastModificationDate: row.modifiedAt / 1000,
    }
  }

  function listSchedules(query: URLSearchParams): Body {
    const state = query.get('State')
    const rows = store
      .list(query.get('ScheduleGroup') ?? undefined, query.get('NamePrefix') ?? '')
      .filter((row) => state === null || String(row.body.State ?? 'ENABLED') === state)
    const { page, NextToken } = paged(rows, query)
    const Schedules = page.map((row) => ({
      Arn: scheduleArn(row.group, row.name),
      GroupName: row.group,
      Name: row.name,
      State: row.body.State ?? 'ENABLED',
      CreationDate: row.createdAt / 1000,
      LastModificationDate: row.modifiedAt / 1000,
      Target: { Arn: isRecord(row.body.Target) ? row.body.Target.Arn : undefined },
    }))
    return { Schedules, ...NextToken }
  }

  function createGroup(name: string): Body {
    if (store.groups().some((group) => group.name === name)) {
      throw new AwsError('ConflictException', `Schedule group ${name} already exists.`, 409)
    }
    store.addGroup(name, clock.now())
    return { ScheduleGroupArn: groupArn(name) }
  }

  function getGroup(name: string): Body {
    checkGroup(name)
    return groupSummary(name, store.groups().find((group) => group.name === name)?.createdAt ?? 0)
  }

  function listGroups(query: URLSearchParams): Body {
    const prefix = query.get('NamePrefix') ?? ''
    const groups = store.groups().filter((group) => group.name.startsWith(prefix))
    const { page, NextToken } = paged(groups, query)
    return { ScheduleGroups: page.map((group) => groupSummary(group.name, group.createdAt)), ...NextToken }
  }

  function checkGroup(name: string): void {
    if (!store.groups().some((group) => group.name === name)) {
      throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404)
    }
  }

  function existing(group: string, name: string): ScheduleRow {
    const row = store.find(group, name)
    if (row === undefined)
      throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
    return row
  }

  return async (request, response, path) => {
    try {
      const url = new URL(path, 'http://scheduler')
      const body = parseObject((await readBody(request)).toString('utf8'))
      const output = operate(request.method ?? 'GET', url.pathname, url.searchParams, body)
      if (request.method !== 'GET') changed()
      answer(response, 200, 'application/json', JSON.stringify(output))
    } catch (error) {
      const { code, message, status } = asAwsError(error)
      answer(response, status, 'application/json', JSON.stringify({ Message: message }), {
        'x-amzn-errortype': code,
      })
    }
  }
}

function groupSummary(name: string, createdAt: number): Body {
  return {
    Arn: groupArn(name),
    Name: name,
    State: 'ACTIVE',
    CreationDate: createdAt / 1000,
    LastModificationDate: createdAt / 1000,
  }
}

function paged<T>(rows: T[], query: URLSearchParams): { page: T[]; NextToken: { NextToken?: string } } {
  const from = Number(query.get('NextToken') ?? 0)
  const to = from + Number(query.get('MaxResults') ?? 100)
  return { page: rows.slice(from, to), NextToken: to < rows.length ? { NextToken: String(to) } : {} }
}
