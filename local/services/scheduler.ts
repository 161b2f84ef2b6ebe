import { randomUUID } from 'node:crypto'
import { type DueSource, type Ground, oftenMs, type ServiceEndpoint } from '../ports.ts'
import { scheduleOf, startOf } from './scheduler/schedule.ts'
import { createScheduleStore, type Delivery } from './scheduler/schedule-store.ts'
import {
  deadLetterAttributes,
  handOver,
  ownerOf,
  type TargetParts,
  withContext,
} from './scheduler/schedule-target.ts'
import { createSchedulerRoutes } from './scheduler/scheduler-routes.ts'

/** An `AWS::Scheduler::Schedule` of the template, its values resolved. */
export interface ScheduleDeclaration {
  name: string
  properties: Record<string, unknown>
}

export interface Scheduler {
  endpoint: ServiceEndpoint
  /** True while a target is being called. */
  busy(): boolean
  stop(): Promise<void>
}

export interface SchedulerParts extends TargetParts {
  /** Names of the template's `AWS::Scheduler::ScheduleGroup`s. */
  groups: string[]
  schedules: ScheduleDeclaration[]
}

/** Another try follows after a second, then twice as long each time, at most this. */
const longestWaitMs = 15 * 60_000

/**
 * EventBridge Scheduler. A run is a row before it is handed over, so none is lost in a kill; it may come twice, as on
 * AWS. Runs that were missed while the cloud was off are made up by one. A flexible window runs at its beginning.
 */
export function createScheduler(ground: Ground, parts: SchedulerParts): Scheduler {
  const { clock } = ground
  const store = createScheduleStore(ground.database)
  const running = new Map<number, Promise<void>>()
  let stopped = false
  declare()

  /** Brings what stands in the template into the rows, and removes what no longer does. */
  function declare(): void {
    for (const group of parts.groups) store.addGroup(group, clock.now())
    const declared = new Set<string>()
    for (const { name, properties } of parts.schedules) {
      const schedule = scheduleOf(name, properties)
      declared.add(`${schedule.group}/${name}`)
      const before = store.find(schedule.group, name)
      if (before !== undefined && JSON.stringify(before.body) === JSON.stringify(properties)) continue
      const now = clock.now()
      store.save({
        group: schedule.group,
        name,
        body: properties,
        createdAt: before?.createdAt ?? now,
        modifiedAt: now,
        ...startOf(schedule, now),
        declared: true,
      })
    }
    for (const row of store.list(undefined, '')) {
      if (row.declared && !declared.has(`${row.group}/${row.name}`)) store.remove(row.group, row.name)
    }
  }

  // Several sources, because each shows the clock only what comes next: behind a sweep that comes every minute a
  // launch that someone has scheduled would never be seen.
  const busy = (): boolean => running.size > 0
  const dueSources: DueSource[] = [
    { name: 'schedules', next: () => dueRun(store.nextRun('seldom', oftenMs)), fire, busy },
    { name: 'frequent schedules', next: () => dueRun(store.nextRun('often', oftenMs)), fire, busy },
    {
      name: 'schedules to try again',
      next() {
        const retry = store.nextRetry((id) => running.has(id))
        return retry && { at: retry.at, what: `schedule ${retry.name} is tried again` }
      },
      fire,
      busy,
    },
  ]

  function dueRun(run: ReturnType<typeof store.nextRun>): ReturnType<DueSource['next']> {
    if (run === undefined) return undefined
    const due = { at: run.at, what: `schedule ${run.name}` }
    return run.everyMs === undefined ? due : { ...due, everyMs: run.everyMs }
  }

  async function fire(now: number): Promise<void> {
    for (const row of store.due(now)) {
      const { timing } = scheduleOf(row.name, row.body)
      store.enter(row, randomUUID(), timing.nextAfter(row.nextAt ?? now, now))
    }
    deliverDue(now)
  }

  function deliverDue(now: number): void {
    if (stopped) return
    for (const delivery of store.deliveries(now)) {
      if (running.has(delivery.id)) continue
      const run = deliver(delivery)
        .catch((error: Error) => {
          ground.log(`Schedule ${delivery.name} could not be run: ${error.message}`)
          if (!stopped) store.postpone(delivery.id, delivery.attempts, clock.now() + longestWaitMs)
        })
        .finally(() => {
          running.delete(delivery.id)
          clock.changed()
        })
      running.set(delivery.id, run)
    }
  }

  async function deliver(delivery: Delivery): Promise<void> {
    const row = store.find(delivery.group, delivery.name)
    // Deleted in between: nobody wants this run any more.
    if (row === undefined) return store.finish(delivery.id)
    const { target, timing, deleteWhenDone } = scheduleOf(row.name, row.body)
    ground.meter.add('scheduler', delivery.name, 'invocations', 1)
    const result = await handOver(parts, target, delivery)
    if (stopped) return
    if (!result.ok) {
      const attempts = delivery.attempts + 1
      const waitMs = Math.min(longestWaitMs, 1000 * 2 ** delivery.attempts)
      const tooOld = clock.now() + waitMs - delivery.scheduledAt > target.maximumAgeMs
      const tooOften = attempts > Math.min(target.maximumRetries, result.retries ?? target.maximumRetries)
      if (!result.forGood && !tooOften && !tooOld) {
        return store.postpone(delivery.id, attempts, clock.now() + waitMs)
      }
      ground.log(`Schedule ${delivery.name} gave up on ${target.arn}: ${result.code}: ${result.message}`)
      if (target.deadLetterArn !== undefined && result.retries === undefined) {
        const condition = result.forGood
          ? undefined
          : tooOften
            ? 'MaximumRetryAttempts'
            : 'MaximumEventAgeInSeconds'
        const refusal = parts.refusal?.(ownerOf(target, delivery), target.deadLetterArn, '{}')
        const attributes = deadLetterAttributes(target, delivery, result, condition)
        if (refusal === undefined) {
          await parts.sendToQueue(target.deadLetterArn, withContext(target.input, delivery), attributes)
        } else ground.log(`Schedule ${delivery.name} lost its dead letter: ${refusal}`)
      }
    }
    store.finish(delivery.id)
    const isOver = timing.once || store.find(row.group, row.name)?.nextAt === undefined
    if (deleteWhenDone && isOver && !store.hasDelivery(row.group, row.name)) store.remove(row.group, row.name)
  }

  for (const source of dueSources) clock.register(source)
  return {
    endpoint: { service: 'scheduler', handle: createSchedulerRoutes(clock, store, () => clock.changed()) },
    busy,
    async stop() {
      stopped = true
      await Promise.all(running.values())
    },
  }
}
