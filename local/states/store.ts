import { createHash, randomBytes } from 'node:crypto'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { dueAt, type Execution, type Frame, type MapRun } from './execution.ts'
import type { HistoryEvent } from './history.ts'
import type { Json } from './json.ts'
import {
  answerText,
  eventOf,
  executionOf,
  frameOf,
  integer,
  type Machine,
  machineOf,
  mapRunOf,
  type Row,
  text,
} from './rows.ts'
import { createTables } from './tables.ts'

/** The rows. Nothing here opens a transaction: writes are called from inside one (see Ledger), reads from anywhere. */
export class Store {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()
  #lastExecution: number
  #lastMapRun: number

  constructor(database: DatabaseSync) {
    this.#database = database
    // Another process may be looking at the file.
    database.exec('PRAGMA busy_timeout = 5000')
    createTables(database)
    this.#lastExecution = this.#number('SELECT max(id) AS n FROM states_executions')
    this.#lastMapRun = this.#number('SELECT max(id) AS n FROM states_map_runs')
  }

  sql(text: string): StatementSync {
    let statement = this.#prepared.get(text)
    if (statement === undefined) {
      statement = this.#database.prepare(text)
      this.#prepared.set(text, statement)
    }
    return statement
  }

  rows(text: string, ...values: SQLInputValue[]): Row[] {
    return this.sql(text).all(...values)
  }

  row(text: string, ...values: SQLInputValue[]): Row | undefined {
    return this.sql(text).get(...values)
  }

  #number(text: string): number {
    return Number(this.row(text)?.n ?? 0)
  }

  /** Ids are given out in memory, so that rows can refer to each other before they are written. */
  nextExecutionId(): number {
    this.#lastExecution += 1
    return this.#lastExecution
  }

  nextMapRunId(): number {
    this.#lastMapRun += 1
    return this.#lastMapRun
  }

  /** A secret of this database, made on first use. */
  secret(name: string): string {
    this.sql('INSERT OR IGNORE INTO states_secrets (name, value) VALUES (?, ?)').run(
      name,
      randomBytes(32).toString('hex'),
    )
    return text(this.row('SELECT value FROM states_secrets WHERE name = ?', name)?.value)
  }

  // Machines and definitions

  saveMachine(machine: Omit<Machine, 'definition'>, source: string): void {
    const key = createHash('sha256').update(source).digest('hex').slice(0, 32)
    this.sql('INSERT OR IGNORE INTO states_definitions (key, source) VALUES (?, ?)').run(key, source)
    this.sql(
      `INSERT INTO states_machines (arn, name, role_arn, definition, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (arn) DO UPDATE SET name = excluded.name, role_arn = excluded.role_arn, definition = excluded.definition`,
    ).run(machine.arn, machine.name, machine.roleArn, key, machine.createdAt)
  }

  machine(arn: string): Machine | undefined {
    const row = this.row('SELECT * FROM states_machines WHERE arn = ?', arn)
    return row === undefined ? undefined : machineOf(row)
  }

  machines(): Machine[] {
    return this.rows('SELECT * FROM states_machines ORDER BY name').map(machineOf)
  }

  definitionSource(key: string): string {
    return text(this.row('SELECT source FROM states_definitions WHERE key = ?', key)?.source)
  }

  // Executions

  insertExecution(execution: Execution): void {
    this.sql(INSERT_EXECUTION).run(
      execution.id,
      execution.arn,
      execution.machineArn,
      execution.machineName,
      execution.name,
      execution.kind,
      execution.roleArn,
      execution.definition,
      execution.body,
      execution.status,
      execution.input.text,
      execution.output?.text ?? null,
      execution.error,
      execution.cause,
      execution.startedAt,
      execution.stoppedAt,
      execution.deadlineAt,
      execution.events,
      execution.frames,
      execution.transitions,
      execution.redrives,
      execution.redrivenAt,
      execution.mapRun?.id ?? null,
      execution.mapRun?.index ?? null,
      execution.mapRun?.items ?? null,
      execution.waiter?.execution ?? null,
      execution.waiter?.frame ?? null,
      execution.waiter?.scheduledEvent ?? null,
    )
  }

  /** What changes while it runs. */
  updateExecution(execution: Execution): void {
    this.sql(UPDATE_EXECUTION).run(
      execution.status,
      execution.output?.text ?? null,
      execution.error,
      execution.cause,
      execution.startedAt,
      execution.stoppedAt,
      execution.deadlineAt,
      execution.events,
      execution.frames,
      execution.transitions,
      execution.redrives,
      execution.redrivenAt,
      execution.id,
    )
  }

  execution(id: number): Execution | undefined {
    const row = this.row('SELECT * FROM states_executions WHERE id = ?', id)
    return row === undefined ? undefined : executionOf(row)
  }

  executionByArn(arn: string): Execution | undefined {
    const row = this.row('SELECT * FROM states_executions WHERE arn = ?', arn)
    return row === undefined ? undefined : executionOf(row)
  }

  /** The execution that a task's attempt started and waits for. */
  waitedFor(execution: number, frame: number, scheduledEvent: number): Execution | undefined {
    const row = this.row(
      'SELECT * FROM states_executions WHERE waiter_execution = ? AND waiter_frame = ? AND waiter_event = ?',
      execution,
      frame,
      scheduledEvent,
    )
    return row === undefined ? undefined : executionOf(row)
  }

  // Frames

  saveFrame(execution: number, frame: Frame): void {
    this.sql(SAVE_FRAME).run(
      execution,
      frame.no,
      frame.parent,
      frame.index,
      frame.body,
      frame.state,
      frame.phase,
      frame.input.text,
      JSON.stringify(frame.variables),
      frame.enteredEvent,
      frame.enteredAt,
      frame.lastEvent,
      frame.scheduledEvent,
      JSON.stringify(frame.retries),
      frame.wakeAt,
      frame.timeoutAt,
      frame.heartbeatAt,
      frame.heartbeatSeconds,
      frame.answer === null ? null : answerText(frame.answer),
      frame.output?.text ?? null,
      frame.total,
      frame.started,
      frame.finished,
      frame.concurrency,
      frame.mapRun,
      dueAt(frame),
    )
  }

  deleteFrame(execution: number, no: number): void {
    this.sql('DELETE FROM states_frames WHERE execution = ? AND no = ?').run(execution, no)
    this.sql('DELETE FROM states_items WHERE execution = ? AND frame = ?').run(execution, no)
  }

  frames(execution: number): Frame[] {
    return this.rows('SELECT * FROM states_frames WHERE execution = ? ORDER BY no', execution).map(frameOf)
  }

  saveItems(execution: number, frame: number, items: Json[]): void {
    this.sql('INSERT OR REPLACE INTO states_items (execution, frame, items) VALUES (?, ?, ?)').run(
      execution,
      frame,
      JSON.stringify(items),
    )
  }

  items(execution: number, frame: number): Json[] {
    const row = this.row('SELECT items FROM states_items WHERE execution = ? AND frame = ?', execution, frame)
    return JSON.parse(text(row?.items)) as Json[]
  }

  // History

  insertEvent(execution: number, event: HistoryEvent): void {
    this.sql(
      'INSERT INTO states_history (execution, id, previous, type, at, details, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(
      execution,
      event.id,
      event.previous,
      event.type,
      event.at,
      event.details === null ? null : JSON.stringify(event.details),
      event.data,
    )
  }

  event(execution: number, id: number): HistoryEvent | undefined {
    const row = this.row('SELECT * FROM states_history WHERE execution = ? AND id = ?', execution, id)
    return row === undefined ? undefined : eventOf(row)
  }

  /** Events `first`, `first + 1`, … or, backwards, `first`, `first - 1`, …; at most `count`. */
  events(execution: number, first: number, count: number, backwards: boolean): HistoryEvent[] {
    const query = backwards
      ? 'SELECT * FROM states_history WHERE execution = ? AND id <= ? ORDER BY id DESC LIMIT ?'
      : 'SELECT * FROM states_history WHERE execution = ? AND id >= ? ORDER BY id LIMIT ?'
    return this.rows(query, execution, first, count).map(eventOf)
  }

  // Map runs

  insertMapRun(run: MapRun): void {
    this.sql(INSERT_MAP_RUN).run(
      run.id,
      run.execution,
      run.frame,
      run.arn,
      run.machineName,
      run.machineArn,
      run.kind,
      run.processor,
      run.concurrency,
      run.toleratedCount,
      run.toleratedPercentage,
      run.status,
      run.items,
      run.executions,
      run.running,
      run.closed,
      run.failedItems,
      run.startedAt,
      run.stoppedAt,
    )
  }

  mapRun(id: number): MapRun | undefined {
    const row = this.row('SELECT * FROM states_map_runs WHERE id = ?', id)
    return row === undefined ? undefined : mapRunOf(row)
  }

  /** The children that wait for their turn, in order. */
  pendingChildren(mapRun: number, count: number): Execution[] {
    return this.rows(
      "SELECT * FROM states_executions WHERE map_run = ? AND status = 'PENDING' ORDER BY map_index LIMIT ?",
      mapRun,
      count,
    ).map(executionOf)
  }

  runningChildren(mapRun: number): number[] {
    return this.rows("SELECT id FROM states_executions WHERE map_run = ? AND status = 'RUNNING'", mapRun).map(
      (row) => integer(row.id),
    )
  }

  /** Outputs of the children that succeeded, in the order of their items. */
  childOutputs(mapRun: number): string[] {
    return this.rows(
      "SELECT output FROM states_executions WHERE map_run = ? AND status = 'SUCCEEDED' ORDER BY map_index",
      mapRun,
    ).map((row) => text(row.output))
  }

  // What is due

  nextDue(): { at: number; execution: number; frame: number | null } | undefined {
    const frame = this.row(
      'SELECT due_at, execution, no FROM states_frames WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1',
    )
    const deadline = this.row(
      'SELECT deadline_at, id FROM states_executions WHERE deadline_at IS NOT NULL ORDER BY deadline_at LIMIT 1',
    )
    const frameAt = frame === undefined ? Number.POSITIVE_INFINITY : integer(frame.due_at)
    const deadlineAt = deadline === undefined ? Number.POSITIVE_INFINITY : integer(deadline.deadline_at)
    if (frame !== undefined && frameAt <= deadlineAt) {
      return { at: frameAt, execution: integer(frame.execution), frame: integer(frame.no) }
    }
    return deadline === undefined
      ? undefined
      : { at: deadlineAt, execution: integer(deadline.id), frame: null }
  }

  /** Executions that have something due at `now`, those with the oldest first. */
  dueExecutions(now: number): number[] {
    return this.rows(
      `SELECT execution FROM (
         SELECT execution, due_at AS at FROM states_frames WHERE due_at <= ?
         UNION ALL SELECT id, deadline_at FROM states_executions WHERE deadline_at <= ?
       ) GROUP BY execution ORDER BY min(at)`,
      now,
      now,
    ).map((row) => integer(row.execution))
  }

  /** Running executions whose map run or waiting task is over: a crash came before they were stopped. */
  orphans(): number[] {
    return this.rows(
      `SELECT child.id FROM states_executions child JOIN states_map_runs run ON run.id = child.map_run
         WHERE child.status = 'RUNNING' AND run.status <> 'RUNNING'
       UNION SELECT child.id FROM states_executions child
         WHERE child.status = 'RUNNING' AND child.waiter_execution IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM states_frames WHERE execution = child.waiter_execution AND no = child.waiter_frame
             AND scheduled_event = child.waiter_event AND phase = 'execution')`,
    ).map((row) => integer(row.id))
  }

  /** Executions with a frame whose next move is the interpreter's own. */
  unsettledExecutions(): number[] {
    return this.rows(
      `SELECT DISTINCT execution FROM states_frames
       WHERE phase IN ('enter', 'rework', 'invoking', 'reading', 'execution', 'mapRun') ORDER BY execution`,
    ).map((row) => integer(row.execution))
  }
}

const EXECUTION_COLUMNS = `id, arn, machine_arn, machine_name, name, kind, role_arn, definition, body, status, input, output,
  error, cause, started_at, stopped_at, deadline_at, events, frames, transitions, redrives, redriven_at,
  map_run, map_index, map_items, waiter_execution, waiter_frame, waiter_event`
const INSERT_EXECUTION = `INSERT INTO states_executions (${EXECUTION_COLUMNS}) VALUES (${marks(28)})`
const UPDATE_EXECUTION = `UPDATE states_executions SET status = ?, output = ?, error = ?, cause = ?, started_at = ?,
  stopped_at = ?, deadline_at = ?, events = ?, frames = ?, transitions = ?, redrives = ?, redriven_at = ? WHERE id = ?`
const SAVE_FRAME = `INSERT OR REPLACE INTO states_frames (execution, no, parent, position, body, state, phase, input,
  variables, entered_event, entered_at, last_event, scheduled_event, retries, wake_at, timeout_at, heartbeat_at,
  heartbeat_seconds, answer, output, total, started, finished, concurrency, map_run, due_at) VALUES (${marks(26)})`
const INSERT_MAP_RUN = `INSERT INTO states_map_runs (id, execution, frame, arn, machine_name, machine_arn, kind, processor,
  concurrency, tolerated_count, tolerated_percentage, status, items, executions, running, closed, failed_items,
  started_at, stopped_at) VALUES (${marks(19)})`

function marks(count: number): string {
  return Array(count).fill('?').join(', ')
}
