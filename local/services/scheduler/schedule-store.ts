import type { DatabaseSync } from 'node:sqlite'

export interface ScheduleRow {
  group: string
  name: string
  body: Record<string, unknown>
  createdAt: number
  modifiedAt: number
  /** Undefined when nothing is to run any more. */
  nextAt: number | undefined
  /** Milliseconds between its runs; undefined for one that runs once. */
  everyMs: number | undefined
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
  /** The next run among the schedules that come again within `within` milliseconds, or among all others. */
  nextRun(
    kind: 'often' | 'seldom',
    within: number,
  ): { at: number; name: string; everyMs: number | undefined } | undefined
  /** The next hand-over that waits to be tried again; leaves out what is under way. */
  nextRetry(underWay: (deliveryId: number) => boolean): { at: number; name: string } | undefined
}

export function createScheduleStore(database: DatabaseSync): ScheduleStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS scheduler_group (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS scheduler_entry (
      "group" TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL, next_at INTEGER, every_ms INTEGER,
      declared INTEGER NOT NULL, PRIMARY KEY ("group", name)
    );
    CREATE INDEX IF NOT EXISTS scheduler_entry_next ON scheduler_entry (next_at);
    CREATE TABLE IF NOT EXISTS scheduler_delivery (
      id INTEGER PRIMARY KEY AUTOINCREMENT, "group" TEXT NOT NULL, name TEXT NOT NULL, scheduled_at INTEGER NOT NULL,
      execution_id TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL
    );
    INSERT OR IGNORE INTO scheduler_group VALUES ('default', 0);
  `)
  const groups = database.prepare('SELECT * FROM scheduler_group ORDER BY name')
  const addGroup = database.prepare('INSERT OR IGNORE INTO scheduler_group VALUES (?, ?)')
  const removeGroup = database.prepare('DELETE FROM scheduler_group WHERE name = ?')
  const removeMembers = database.prepare('DELETE FROM scheduler_entry WHERE "group" = ?')
  const one = database.prepare('SELECT * FROM scheduler_entry WHERE "group" = ? AND name = ?')
  const all = database.prepare('SELECT * FROM scheduler_entry ORDER BY "group", name')
  const save = database.prepare('INSERT OR REPLACE INTO scheduler_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM scheduler_entry WHERE "group" = ? AND name = ?')
  const due = database.prepare('SELECT * FROM scheduler_entry WHERE next_at <= ? ORDER BY next_at')
  const setNext = database.prepare('UPDATE scheduler_entry SET next_at = ? WHERE "group" = ? AND name = ?')
  const insertDelivery = database.prepare(
    'INSERT INTO scheduler_delivery ("group", name, scheduled_at, execution_id, next_at) VALUES (?, ?, ?, ?, ?)',
  )
  const deliveries = database.prepare('SELECT * FROM scheduler_delivery WHERE next_at <= ? ORDER BY id')
  const anyDelivery = database.prepare(
    'SELECT 1 FROM scheduler_delivery WHERE "group" = ? AND name = ? LIMIT 1',
  )
  const postpone = database.prepare('UPDATE scheduler_delivery SET attempts = ?, next_at = ? WHERE id = ?')
  const finish = database.prepare('DELETE FROM scheduler_delivery WHERE id = ?')
  const nextOften = database.prepare(
    'SELECT next_at, name, every_ms FROM scheduler_entry WHERE next_at IS NOT NULL AND every_ms < ? ORDER BY next_at LIMIT 1',
  )
  const nextSeldom = database.prepare(
    'SELECT next_at, name, every_ms FROM scheduler_entry WHERE next_at IS NOT NULL AND (every_ms IS NULL OR every_ms >= ?) ORDER BY next_at LIMIT 1',
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
    save: ({ group, name, body, createdAt, modifiedAt, nextAt, everyMs, declared }) => {
      const times = [createdAt, modifiedAt, nextAt ?? null, everyMs ?? null] as const
      save.run(group, name, JSON.stringify(body), ...times, declared ? 1 : 0)
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
    nextRun(kind, within) {
      const row = (kind === 'often' ? nextOften : nextSeldom).get(within)
      if (row === undefined) return undefined
      const everyMs = row.every_ms === null ? undefined : Number(row.every_ms)
      return { at: Number(row.next_at), name: String(row.name), everyMs }
    },
    nextRetry(underWay) {
      const row = nextDeliveries.all().find((each) => !underWay(Number(each.id)))
      return row === undefined ? undefined : { at: Number(row.next_at), name: String(row.name) }
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
    everyMs: typeof row.every_ms === 'number' ? row.every_ms : undefined,
    declared: row.declared === 1,
  }
}
