/** The operations of the Step Functions API that this cloud has, one function each: request body in, answer out. */
import { isStatesArn } from './arns.ts'
import type { Engine } from './engine.ts'
import type { Execution, Outcome } from './execution.ts'
import { describeEvent } from './history.ts'
import { isObject, type Json, type JsonObject, Payload } from './json.ts'
import { MAX_PAYLOAD_BYTES } from './limits.ts'
import { notRedrivable } from './redrive.ts'
import { executionOf, type Machine } from './rows.ts'
import { ServiceFault } from './service-fault.ts'
import type { Signal } from './signal.ts'
import type { TaskPlace } from './task-token.ts'

export type Operation = (engine: Engine, request: JsonObject, now: number) => Promise<JsonObject>

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  async StartExecution(engine, request) {
    const { arn, startedAt } = await engine.start({
      machineArn: machineArnIn(request),
      name: optionalText(request, 'name'),
      input: optionalText(request, 'input') ?? '{}',
      waiter: null,
    })
    return { executionArn: arn, startDate: startedAt / 1000 }
  },

  async DescribeExecution(engine, request, now) {
    const execution = executionIn(engine, request)
    const reason = notRedrivable(execution, now)
    return {
      ...summary(execution),
      input: execution.input.text,
      inputDetails: { included: true },
      ...(execution.output === null
        ? {}
        : { output: execution.output.text, outputDetails: { included: true } }),
      ...(execution.error === null ? {} : { error: execution.error }),
      ...(execution.cause === null ? {} : { cause: execution.cause }),
      redriveCount: execution.redrives,
      ...(execution.redrivenAt === null ? {} : { redriveDate: execution.redrivenAt / 1000 }),
      redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
      ...(reason === undefined ? {} : { redriveStatusReason: reason }),
      ...mapRunArnOf(engine, execution),
    }
  },

  async ListExecutions(engine, request) {
    const mapRunArn = optionalText(request, 'mapRunArn')
    const status = optionalText(request, 'statusFilter')
    const count = pageSize(request, 100)
    const offset = pageStart(request)
    const scope = mapRunArn === undefined ? machineScope(engine, request) : mapRunScope(engine, mapRunArn)
    const rows = engine.store.rows(
      `SELECT * FROM states_executions WHERE ${scope.where} AND status <> 'PENDING' AND (? IS NULL OR status = ?)
       ORDER BY started_at DESC, id DESC LIMIT ? OFFSET ?`,
      scope.value,
      status ?? null,
      status ?? null,
      count + 1,
      offset,
    )
    const executions = rows.slice(0, count).map((row) => {
      const execution = executionOf(row)
      return { ...summary(execution), redriveCount: execution.redrives, ...mapRunArnOf(engine, execution) }
    })
    return { executions, ...(rows.length > count ? { nextToken: pageToken(offset + count) } : {}) }
  },

  async GetExecutionHistory(engine, request) {
    const execution = executionIn(engine, request)
    const backwards = request.reverseOrder === true
    const count = pageSize(request, 100)
    const offset = pageStart(request)
    const first = backwards ? execution.events - offset : 1 + offset
    const events = engine.store.events(execution.id, first, count, backwards)
    const more = offset + events.length < execution.events
    return {
      events: events.map((event) => describeEvent(event, request.includeExecutionData !== false)),
      ...(more ? { nextToken: pageToken(offset + events.length) } : {}),
    }
  },

  async StopExecution(engine, request, now) {
    const execution = executionIn(engine, request)
    let stoppedAt = now
    await engine.tell(execution.id, {
      kind: 'stop',
      error: optionalText(request, 'error') ?? null,
      cause: optionalText(request, 'cause') ?? null,
      reply: (at) => {
        stoppedAt = at
      },
    })
    return { stopDate: stoppedAt / 1000 }
  },

  async RedriveExecution(engine, request, now) {
    const execution = executionIn(engine, request)
    const reason = notRedrivable(execution, now)
    if (reason !== undefined) throw new ServiceFault('ExecutionNotRedrivable', reason)
    let redrivenAt: number | undefined
    await engine.tell(execution.id, {
      kind: 'redrive',
      reply: (at) => {
        redrivenAt = at
      },
    })
    if (redrivenAt === undefined)
      throw new ServiceFault('ExecutionNotRedrivable', 'Execution is already running again')
    return { redriveDate: redrivenAt / 1000 }
  },

  async SendTaskSuccess(engine, request) {
    const place = placeIn(engine, request)
    const text = requiredText(request, 'output')
    if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
      throw new ServiceFault('InvalidOutput', `Invalid Output: it exceeds ${MAX_PAYLOAD_BYTES} bytes`)
    }
    try {
      JSON.parse(text)
    } catch (error) {
      throw new ServiceFault('InvalidOutput', `Invalid Output: '${(error as Error).message}'`)
    }
    await answer(engine, place, { ok: true, output: Payload.stored(text) })
    return {}
  },

  async SendTaskFailure(engine, request) {
    const place = placeIn(engine, request)
    const error = {
      name: optionalText(request, 'error') ?? null,
      cause: optionalText(request, 'cause') ?? null,
    }
    await answer(engine, place, { ok: false, error })
    return {}
  },

  async SendTaskHeartbeat(engine, request) {
    const place = placeIn(engine, request)
    await report(engine, place, (reply) => ({ kind: 'heartbeat', place, reply }))
    return {}
  },

  async DescribeStateMachine(engine, request) {
    const machine = engine.store.machine(machineArnIn(request))
    if (machine === undefined) throw noSuchMachine(machineArnIn(request))
    return {
      ...machineSummary(machine),
      status: 'ACTIVE',
      definition: engine.store.definitionSource(machine.definition),
      roleArn: machine.roleArn,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    }
  },

  async ListStateMachines(engine) {
    return { stateMachines: engine.store.machines().map(machineSummary) }
  },
}

function answer(engine: Engine, place: TaskPlace, outcome: Outcome): Promise<void> {
  return report(engine, place, (reply) => ({ kind: 'answer', place, outcome, reply }))
}

async function report(
  engine: Engine,
  place: TaskPlace,
  signal: (reply: (accepted: boolean) => void) => Signal,
): Promise<void> {
  const note = { accepted: false }
  const reply = (value: boolean) => {
    note.accepted = value
  }
  await engine.tell(place.execution, signal(reply))
  // What AWS says for a task that was answered, timed out, was retried or aborted since.
  if (!note.accepted) {
    throw new ServiceFault('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
  }
}

function placeIn(engine: Engine, request: JsonObject): TaskPlace {
  const token = requiredText(request, 'taskToken')
  const place = engine.tokens.read(token)
  if (place === undefined) throw new ServiceFault('InvalidToken', "Invalid Token: 'Invalid token'")
  if (engine.store.execution(place.execution) === undefined) {
    throw new ServiceFault('TaskDoesNotExist', `Task does not exist: '${token}'`)
  }
  return place
}

function summary(execution: Execution): JsonObject {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt / 1000,
    ...(execution.stoppedAt === null ? {} : { stopDate: execution.stoppedAt / 1000 }),
  }
}

function mapRunArnOf(engine: Engine, execution: Execution): JsonObject {
  const run = execution.mapRun === null ? undefined : engine.store.mapRun(execution.mapRun.id)
  return run === undefined ? {} : { mapRunArn: run.arn, itemCount: execution.mapRun?.items ?? 1 }
}

const machineSummary = (machine: Machine): JsonObject => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  type: 'STANDARD',
  creationDate: machine.createdAt / 1000,
})

function executionIn(engine: Engine, request: JsonObject): Execution {
  const arn = checkedArn(requiredText(request, 'executionArn'))
  const execution = engine.store.executionByArn(arn)
  if (execution === undefined || execution.status === 'PENDING') {
    throw new ServiceFault('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  }
  return execution
}

const machineArnIn = (request: JsonObject) => checkedArn(requiredText(request, 'stateMachineArn'))

function machineScope(engine: Engine, request: JsonObject): { where: string; value: string } {
  const arn = machineArnIn(request)
  if (engine.store.machine(arn) === undefined) throw noSuchMachine(arn)
  return { where: 'machine_arn = ?', value: arn }
}

function mapRunScope(engine: Engine, arn: string): { where: string; value: number } {
  const row = engine.store.row('SELECT id FROM states_map_runs WHERE arn = ?', checkedArn(arn))
  if (typeof row?.id !== 'number') throw new ServiceFault('ResourceNotFound', `Resource not found: '${arn}'`)
  return { where: 'map_run = ?', value: row.id }
}

const noSuchMachine = (arn: string) =>
  new ServiceFault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)

function checkedArn(arn: string): string {
  if (!isStatesArn(arn)) throw new ServiceFault('InvalidArn', `Invalid Arn: '${arn}'`)
  return arn
}

function requiredText(request: JsonObject, name: string): string {
  const value = optionalText(request, name)
  if (value === undefined || value === '') throw invalid(name, 'Member must not be null')
  return value
}

function optionalText(request: JsonObject, name: string): string | undefined {
  const value = request[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(name, 'Member must be a string')
  return value
}

function pageSize(request: JsonObject, usual: number): number {
  const value = request.maxResults
  if (value === undefined || value === null || value === 0) return usual
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 1000) return value
  throw invalid('maxResults', 'Member must be between 0 and 1000')
}

const pageToken = (offset: number) => Buffer.from(JSON.stringify({ offset })).toString('base64url')

function pageStart(request: JsonObject): number {
  const token = optionalText(request, 'nextToken')
  if (token === undefined) return 0
  try {
    const page = JSON.parse(Buffer.from(token, 'base64url').toString()) as Json
    if (isObject(page) && typeof page.offset === 'number') return page.offset
  } catch {
    // Falls through to the same answer as any other text that is no token.
  }
  throw new ServiceFault('InvalidToken', `Invalid Token: '${token}'`)
}

const invalid = (name: string, what: string) =>
  new ServiceFault(
    'ValidationException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: ${what}`,
  )
