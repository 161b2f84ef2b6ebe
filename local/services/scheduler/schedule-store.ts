import type { DatabaseSync } from 'node:sqlite'

export interface ScheduleRow {
  group: string
  name: string
  body: Record<string, unknown>
  createdAt: number
  modifiedAt: number
  /** Undefined when nothing is to run any more. */
  nextAt: number | undefined
  /** Stands in the template. */
  declared: boolean
}

/** One run of a schedule that is not finished: to be handed over, or to be tried again. */
export interface Delivery {
  id: number
  group: string
  name: string
  scheduledAt: number
  executionId: string
  attempts: number
  nextAt: number
}

export interface ScheduleStore {
  groups(): { name: string; createdAt: number }[]
  addGroup(name: string, at: number): void
  removeGroup(name: string): void
  find(group: string, name: string): ScheduleRow | undefined
  list(group: string | undefined, prefix: string): ScheduleRow[]
  save(row: ScheduleRow): void
  remove(group: string, name: string): void
  due(now: number): ScheduleRow[]
  /** Enters a run and moves its schedule on, together. */
  enter(row: ScheduleRow, executionId: string, nextAt: number | undefined): void
  deliveries(now: number): Delivery[]
  hasDelivery(group: string, name: string): boolean
  postpone(id: number, attempts: number, nextAt: number): void
  finish(id: number): void
  /** The next instant at which something is to do, and the schedule it belongs to; leaves out what is under way. */
  next(
    underWay: (deliveryId: number) => boolean,
  ): { at: number; group: string; name: string; retry: boolean } | undefined
}

export function createScheduleStore(database: DatabaseSync): ScheduleStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS scheduler_group (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS scheduler_schedule (
      "group" TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL, next_at INTEGER, declared INTEGER NOT NULL, PRIMARY KEY ("group", name)
    );
    CREATE INDEX IF NOT EXISTS scheduler_schedule_next ON scheduler_schedule (next_at);
    CREATE TABLE IF NOT EXISTS scheduler_delivery (
      id INTEGER PRIMARY KEY AUTOINCREMENT, "group" TEXT NOT NULL, name TEXT NOT NULL, scheduled_at INTEGER NOT NULL,
      execution_id TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL
    );
    INSERT OR IGNORE INTO scheduler_group VALUES ('default', 0);
  `)
  const groups = database.prepare('SELECT * FROM scheduler_group ORDER BY name')
  const addGroup = database.prepare('INSERT OR IGNORE INTO scheduler_group VALUES (?, ?)')
  const removeGroup = database.prepare('DELETE FROM scheduler_group WHERE name = ?')
  const removeMembers = database.prepare('DELETE FROM scheduler_schedule WHERE "group" = ?')
  const one = database.prepare('SELECT * FROM scheduler_schedule WHERE "group" = ? AND name = ?')
  const all = database.prepare('SELECT * FROM scheduler_schedule ORDER BY "group", name')
  const save = database.prepare('INSERT OR REPLACE INTO scheduler_schedule VALUES (?, ?, ?, ?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM scheduler_schedule WHERE "group" = ? AND name = ?')
  const due = database.prepare('SELECT * FROM scheduler_schedule WHERE next_at <= ? ORDER BY next_at')
  const setNext = database.prepare('UPDATE scheduler_schedule SET next_at = ? WHERE "group" = ? AND name = ?')
  const insertDelivery = database.prepare(
    'INSERT INTO scheduler_delivery ("group", name, scheduled_at, execution_id, next_at) VALUES (?, ?, ?, ?, ?)',
  )
  const deliveries = database.prepare('SELECT * FROM scheduler_delivery WHERE next_at <= ? ORDER BY id')
  const anyDelivery = database.prepare(
    'SELECT 1 FROM scheduler_delivery WHERE "group" = ? AND name = ? LIMIT 1',
  )
  const postpone = database.prepare('UPDATE scheduler_delivery SET attempts = ?, next_at = ? WHERE id = ?')
  const finish = database.prepare('DELETE FROM scheduler_delivery WHERE id = ?')
  const nextSchedule = database.prepare(
    'SELECT next_at, "group", name FROM scheduler_schedule WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1',
  )
  const nextDeliveries = database.prepare('SELECT * FROM scheduler_delivery ORDER BY next_at')

  return {
    groups: () => groups.all().map((row) => ({ name: String(row.name), createdAt: Number(row.created_at) })),
    addGroup: (name, at) => {
      addGroup.run(name, at)
    },
    removeGroup: (name) => {
      removeMembers.run(name)
      removeGroup.run(name)
    },
    find(group, name) {
      const row = one.get(group, name)
      return row === undefined ? undefined : scheduleRow(row)
    },
    list: (group, prefix) =>
      all
        .all()
        .map(scheduleRow)
        .filter((row) => (group === undefined || row.group === group) && row.name.startsWith(prefix)),
    save: ({ group, name, body, createdAt, modifiedAt, nextAt, declared }) => {
      save.run(group, name, JSON.stringify(body), createdAt, modifiedAt, nextAt ?? null, declared ? 1 : 0)
    },
    remove: (group, name) => {
      remove.run(group, name)
    },
    due: (now) => due.all(now).map(scheduleRow),
    enter(row, executionId, nextAt) {
      const at = row.nextAt ?? 0
      database.exec('SAVEPOINT scheduler')
      try {
        insertDelivery.run(row.group, row.name, at, executionId, at)
        setNext.run(nextAt ?? null, row.group, row.name)
      } finally {
        database.exec('RELEASE scheduler')
      }
    },
    deliveries: (now) =>
      deliveries.all(now).map((row) => ({
        id: Number(row.id),
        group: String(row.group),
        name: String(row.name),
        scheduledAt: Number(row.scheduled_at),
        executionId: String(row.execution_id),
        attempts: Number(row.attempts),
        nextAt: Number(row.next_at),
      })),
    hasDelivery: (group, name) => anyDelivery.get(group, name) !== undefined,
    postpone: (id, attempts, nextAt) => {
      postpone.run(attempts, nextAt, id)
    },
    finish: (id) => {
      finish.run(id)
    },
    next(underWay) {
      const retry = nextDeliveries.all().find((row) => !underWay(Number(row.id)))
      const run = nextSchedule.get()
      const isRetry =
        retry !== undefined && Number(retry.next_at) <= Number(run?.next_at ?? Number.POSITIVE_INFINITY)
      const row = isRetry ? retry : run
      if (row === undefined) return undefined
      return { at: Number(row.next_at), group: String(row.group), name: String(row.name), retry: isRetry }
    },
  }
}

function scheduleRow(row: Record<string, unknown>): ScheduleRow {
  return {
    group: String(row.group),
    name: String(row.name),
    body: JSON.parse(String(row.body)),
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
    nextAt: typeof row.next_at === 'number' ? row.next_at : undefined,
    declared: row.declared === 1,
  }
}
