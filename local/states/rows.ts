/** From rows of the workflow tables to what they stand for. */
import type { SQLOutputValue } from 'node:sqlite'
import type { Execution, Frame, MapRun, Outcome, Phase } from './execution.ts'
import type { HistoryEvent } from './history.ts'
import { type JsonObject, Payload } from './json.ts'

export type Row = Record<string, SQLOutputValue>

export interface Machine {
  arn: string
  name: string
  roleArn: string
  /** Key of its definition in `states_definitions`. */
  definition: string
  createdAt: number
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string')
    throw new Error('a row of the workflow tables lacks a text that must be there')
  return value
}

export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number')
    throw new Error('a row of the workflow tables lacks a number that must be there')
  return value
}

const textOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : null)
const numberOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'number' ? value : null)

function payloadOrNull(value: SQLOutputValue | undefined): Payload | null {
  return typeof value === 'string' ? Payload.stored(value) : null
}

export function machineOf(row: Row): Machine {
  return {
    arn: text(row.arn),
    name: text(row.name),
    roleArn: text(row.role_arn),
    definition: text(row.definition),
    createdAt: integer(row.created_at),
  }
}

export function executionOf(row: Row): Execution {
  const mapRun = numberOrNull(row.map_run)
  const waiter = numberOrNull(row.waiter_execution)
  return {
    id: integer(row.id),
    arn: text(row.arn),
    machineArn: text(row.machine_arn),
    machineName: text(row.machine_name),
    name: text(row.name),
    kind: text(row.kind) as Execution['kind'],
    roleArn: text(row.role_arn),
    definition: text(row.definition),
    body: integer(row.body),
    status: text(row.status) as Execution['status'],
    input: Payload.stored(text(row.input)),
    output: payloadOrNull(row.output),
    error: textOrNull(row.error),
    cause: textOrNull(row.cause),
    startedAt: integer(row.started_at),
    stoppedAt: numberOrNull(row.stopped_at),
    deadlineAt: numberOrNull(row.deadline_at),
    events: integer(row.events),
    frames: integer(row.frames),
    transitions: integer(row.transitions),
    redrives: integer(row.redrives),
    redrivenAt: numberOrNull(row.redriven_at),
    mapRun:
      mapRun === null ? null : { id: mapRun, index: integer(row.map_index), items: integer(row.map_items) },
    waiter:
      waiter === null
        ? null
        : { execution: waiter, frame: integer(row.waiter_frame), scheduledEvent: integer(row.waiter_event) },
  }
}

export function frameOf(row: Row): Frame {
  const answer = textOrNull(row.answer)
  return {
    no: integer(row.no),
    parent: numberOrNull(row.parent),
    index: integer(row.position),
    body: integer(row.body),
    state: text(row.state),
    phase: text(row.phase) as Phase,
    input: Payload.stored(text(row.input)),
    variables: JSON.parse(text(row.variables)) as JsonObject,
    enteredEvent: integer(row.entered_event),
    enteredAt: integer(row.entered_at),
    lastEvent: integer(row.last_event),
    scheduledEvent: integer(row.scheduled_event),
    retries: JSON.parse(text(row.retries)) as number[],
    wakeAt: numberOrNull(row.wake_at),
    timeoutAt: numberOrNull(row.timeout_at),
    heartbeatAt: numberOrNull(row.heartbeat_at),
    heartbeatSeconds: numberOrNull(row.heartbeat_seconds),
    answer: answer === null ? null : answerOf(answer),
    output: payloadOrNull(row.output),
    total: integer(row.total),
    started: integer(row.started),
    finished: integer(row.finished),
    concurrency: integer(row.concurrency),
    mapRun: numberOrNull(row.map_run),
    items: null,
  }
}

export function answerText(answer: Outcome): string {
  return JSON.stringify(answer.ok ? { ok: true, output: answer.output.text } : answer)
}

function answerOf(stored: string): Outcome {
  const answer = JSON.parse(stored)
  return answer.ok ? { ok: true, output: Payload.stored(answer.output) } : answer
}

export function eventOf(row: Row): HistoryEvent {
  const details = textOrNull(row.details)
  return {
    id: integer(row.id),
    previous: integer(row.previous),
    type: text(row.type),
    at: integer(row.at),
    details: details === null ? null : (JSON.parse(details) as JsonObject),
    data: textOrNull(row.data),
  }
}

export function mapRunOf(row: Row): MapRun {
  return {
    id: integer(row.id),
    execution: integer(row.execution),
    frame: integer(row.frame),
    arn: text(row.arn),
    machineName: text(row.machine_name),
    machineArn: text(row.machine_arn),
    kind: text(row.kind) as MapRun['kind'],
    processor: integer(row.processor),
    concurrency: integer(row.concurrency),
    toleratedCount: numberOrNull(row.tolerated_count),
    toleratedPercentage: numberOrNull(row.tolerated_percentage),
    status: text(row.status) as MapRun['status'],
    items: integer(row.items),
    executions: integer(row.executions),
    running: integer(row.running),
    closed: integer(row.closed),
    failedItems: integer(row.failed_items),
    startedAt: integer(row.started_at),
    stoppedAt: numberOrNull(row.stopped_at),
  }
}
