/** A distributed Map: its iterations are executions of their own, counted by a map run. */
import { randomUUID } from 'node:crypto'
import { endMapRun } from './abort.ts'
import { executionArn, expressExecutionArn, mapRunArn } from './arns.ts'
import type { DistributedMap, MapState } from './definition.ts'
import type { Execution, Frame, MapRun } from './execution.ts'
import { isObject, type Json, type JsonObject, Payload } from './json.ts'
import {
  DISTRIBUTED_MAP_CONCURRENCY,
  MAX_EXECUTION_SECONDS,
  MAX_EXPRESS_SECONDS,
  MAX_PAYLOAD_BYTES,
} from './limits.ts'
import { evaluationError, guard, handle, leave } from './outcome.ts'
import { itemsOf, mapConcurrency } from './run-children.ts'
import { firstFrame } from './starter.ts'
import { dataLimitExceeded, type StateError, StateFailure } from './state-error.ts'
import { EvaluationFailure, evaluateNumber, type Template } from './template.ts'
import type { Turn } from './turn.ts'

// Children that one turn starts; a large map must not hold up everything else.
const STARTS_PER_TURN = 100

export async function startMapRun(
  turn: Turn,
  frame: Frame,
  state: MapState,
  map: DistributedMap,
): Promise<void> {
  const scope = turn.scope(frame)
  const tolerated = async (field: Template | undefined, most: number) =>
    field === undefined ? null : await evaluateNumber(field, scope, { least: 0, most, fraction: true })
  const toleratedCount = await tolerated(map.toleratedCount, Number.MAX_SAFE_INTEGER)
  const toleratedPercentage = await tolerated(map.toleratedPercentage, 100)
  const concurrency = await mapConcurrency(turn, frame, state, DISTRIBUTED_MAP_CONCURRENCY)
  const source =
    map.reader === undefined ? undefined : await objectOf(await map.reader.arguments.evaluate(scope))
  const items = source === undefined ? await itemsOf(turn, frame, state) : undefined
  const { execution, world } = turn
  const run: MapRun = {
    id: world.store.nextMapRunId(),
    execution: execution.id,
    frame: frame.no,
    arn: mapRunArn(execution.machineArn, map.label, randomUUID()),
    machineName: `${execution.machineName}/${map.label}`,
    machineArn: `${execution.machineArn}/${map.label}`,
    kind: map.executionType,
    processor: state.processor,
    concurrency,
    toleratedCount,
    toleratedPercentage,
    status: 'RUNNING',
    items: 0,
    executions: 0,
    running: 0,
    closed: 0,
    failedItems: 0,
    startedAt: world.now(),
    stoppedAt: null,
  }
  // The number of items is not known yet when they are read from a bucket; AWS says 0 then.
  turn.record(frame, 'MapStateStarted', { length: items?.length ?? 0 })
  turn.record(frame, 'MapRunStarted', { mapRunArn: run.arn })
  turn.writes.push(() => world.store.insertMapRun(run))
  frame.mapRun = run.id
  frame.phase = 'reading'
  if (source !== undefined) turn.effects.push({ do: 'read', frame: frame.no, mapRun: run.id, ...source })
  else await addChildren(turn, frame, state, map, run, items ?? [])
}

function objectOf(given: Json): { bucket: string; key: string } {
  const { Bucket, Key } = isObject(given) ? given : {}
  if (typeof Bucket === 'string' && typeof Key === 'string') return { bucket: Bucket, key: Key }
  throw new EvaluationFailure(
    "The field 'ItemReader/Arguments' needs texts for Bucket and Key",
    'ItemReader/Arguments',
  )
}

/** After a restart: reads a map run's items again. */
export async function readAgain(turn: Turn, frame: Frame, state: MapState): Promise<void> {
  const reader = state.distributed?.reader
  if (reader === undefined || frame.mapRun === null) return
  const source = objectOf(await reader.arguments.evaluate(turn.scope(frame)))
  turn.effects.push({ do: 'read', frame: frame.no, mapRun: frame.mapRun, ...source })
}

/** The object with the items was read, or could not be. */
export async function itemsRead(
  turn: Turn,
  frame: Frame,
  state: MapState,
  read: { items: Json | undefined; problem: string | undefined },
): Promise<void> {
  const map = state.distributed
  const run = frame.mapRun === null ? undefined : turn.world.store.mapRun(frame.mapRun)
  if (map === undefined || run === undefined) return
  if (!Array.isArray(read.items)) {
    const cause = read.problem ?? 'The object that ItemReader names must hold a JSON list'
    return failRun(turn, frame, state, { name: 'States.ItemReaderFailed', cause })
  }
  let items = read.items
  if (map.reader?.maxItems !== undefined) {
    const range = { least: 1, most: 100_000_000 }
    items = items.slice(0, await evaluateNumber(map.reader.maxItems, turn.scope(frame), range))
  }
  await addChildren(turn, frame, state, map, run, items)
}

/** Writes down every child of the map run; they are started from there. */
async function addChildren(
  turn: Turn,
  frame: Frame,
  state: MapState,
  map: DistributedMap,
  run: MapRun,
  items: Json[],
): Promise<void> {
  let inputs: { input: Payload; items: number }[]
  try {
    inputs = await childInputs(turn, frame, state, map, items)
  } catch (thrown) {
    if (thrown instanceof StateFailure) return failRun(turn, frame, state, thrown.error)
    return failRun(turn, frame, state, evaluationError(turn, frame, frame, state, thrown))
  }
  const { store } = turn.world
  const children = inputs.map(({ input, items }, index) => pendingChild(turn, run, index, input, items))
  turn.writes.push(() => {
    for (const child of children) store.insertExecution(child)
    store
      .sql('UPDATE states_map_runs SET items = ?, executions = ? WHERE id = ?')
      .run(items.length, children.length, run.id)
  })
  frame.phase = 'mapRun'
  turn.touch(frame)
  turn.effects.push({ do: 'tell', execution: turn.execution.id, signal: { kind: 'child', mapRun: run.id } })
}

/** One input per item or, with ItemBatcher, per batch. */
async function childInputs(turn: Turn, frame: Frame, state: MapState, map: DistributedMap, items: Json[]) {
  const selected: Json[] = []
  for (const [index, item] of items.entries()) {
    const scope = () => turn.scope(frame, { item: { Index: index, Value: item } })
    selected.push(state.itemSelector === undefined ? item : await state.itemSelector.evaluate(scope()))
  }
  const inputs =
    map.batcher === undefined
      ? selected.map((item) => ({ input: Payload.of(item), items: 1 }))
      : await batches(turn, frame, map.batcher, selected)
  if (inputs.some(({ input }) => input.bytes > MAX_PAYLOAD_BYTES)) {
    throw new StateFailure(dataLimitExceeded(state.name))
  }
  return inputs
}

async function batches(
  turn: Turn,
  frame: Frame,
  batcher: NonNullable<DistributedMap['batcher']>,
  items: Json[],
) {
  const scope = turn.scope(frame)
  const bound = async (field: Template | undefined, most: number) =>
    field === undefined ? most : await evaluateNumber(field, scope, { least: 1, most })
  const maxItems = await bound(batcher.maxItems, Number.MAX_SAFE_INTEGER)
  const maxBytes = await bound(batcher.maxBytes, MAX_PAYLOAD_BYTES)
  const common: JsonObject =
    batcher.input === undefined ? {} : { BatchInput: await batcher.input.evaluate(scope) }
  const frameBytes = Payload.of({ ...common, Items: [] }).bytes
  const result: { input: Payload; items: number }[] = []
  let batch: Json[] = []
  let bytes = frameBytes
  const close = () => {
    if (batch.length > 0) result.push({ input: Payload.of({ ...common, Items: batch }), items: batch.length })
    batch = []
    bytes = frameBytes
  }
  for (const item of items) {
    const itemBytes = Payload.of(item).bytes + 1
    if (batch.length >= maxItems || bytes + itemBytes > maxBytes) close()
    batch.push(item)
    bytes += itemBytes
  }
  close()
  return result
}

function pendingChild(turn: Turn, run: MapRun, index: number, input: Payload, items: number): Execution {
  const { execution, world } = turn
  const name = randomUUID()
  return {
    id: world.store.nextExecutionId(),
    arn:
      run.kind === 'EXPRESS'
        ? expressExecutionArn(run.machineArn, name, randomUUID())
        : executionArn(run.machineArn, name),
    machineArn: run.machineArn,
    machineName: run.machineName,
    name,
    kind: run.kind,
    roleArn: execution.roleArn,
    definition: execution.definition,
    body: run.processor,
    status: 'PENDING',
    input,
    output: null,
    error: null,
    cause: null,
    startedAt: world.now(),
    stoppedAt: null,
    deadlineAt: null,
    events: 0,
    frames: 0,
    transitions: 0,
    redrives: 0,
    redrivenAt: null,
    mapRun: { id: run.id, index, items },
    waiter: null,
  }
}

/** A child has closed, or children wait to be started: start some, end the run, or fail with it. */
export async function mapRunMoved(turn: Turn, frame: Frame): Promise<void> {
  const state = turn.state(frame)
  const run = frame.mapRun === null ? undefined : turn.world.store.mapRun(frame.mapRun)
  if (state.type !== 'Map' || run === undefined || run.status !== 'RUNNING') return
  // Several children may have closed since the last turn; what the row says now covers them all.
  if (turn.seenMapRuns.has(run.id)) return
  turn.seenMapRuns.add(run.id)
  if (thresholdExceeded(run)) {
    return failRun(turn, frame, state, {
      name: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    })
  }
  if (run.closed === run.executions) return guard(turn, frame, state, () => collect(turn, frame, state, run))
  startChildren(turn, run)
}

/** Without a threshold no failure is tolerated; with both, either can be exceeded. */
function thresholdExceeded(run: MapRun): boolean {
  if (run.toleratedCount === null && run.toleratedPercentage === null) return run.failedItems > 0
  if (run.toleratedCount !== null && run.failedItems > run.toleratedCount) return true
  return run.toleratedPercentage !== null && run.failedItems * 100 > run.toleratedPercentage * run.items
}

function startChildren(turn: Turn, run: MapRun): void {
  const { store } = turn.world
  const room = run.concurrency - run.running
  const waiting = run.executions - run.closed - run.running
  const count = Math.min(room, waiting, STARTS_PER_TURN)
  if (count <= 0) return
  const limit = run.kind === 'EXPRESS' ? MAX_EXPRESS_SECONDS : MAX_EXECUTION_SECONDS
  for (const child of store.pendingChildren(run.id, count)) {
    const now = turn.world.now()
    Object.assign(child, {
      status: 'RUNNING',
      startedAt: now,
      deadlineAt: now + 1000 * limit,
      events: 1,
      frames: 1,
    })
    const frame = firstFrame(child, turn.definition)
    turn.writes.push(() => {
      store.updateExecution(child)
      turn.world.starter.begin({ execution: child, frame })
    })
    turn.effects.push({ do: 'begin', execution: child, frame })
  }
  turn.writes.push(() => {
    store.sql('UPDATE states_map_runs SET running = running + ? WHERE id = ?').run(count, run.id)
  })
  if (count < Math.min(room, waiting)) {
    turn.effects.push({ do: 'tell', execution: turn.execution.id, signal: { kind: 'child', mapRun: run.id } })
  }
}

async function collect(turn: Turn, frame: Frame, state: MapState, run: MapRun): Promise<void> {
  const outputs = turn.world.store.childOutputs(run.id)
  const result = Payload.stored(`[${outputs.join(',')}]`)
  if (result.bytes > MAX_PAYLOAD_BYTES) {
    const error = dataLimitExceeded(state.name)
    endMapRun(turn, run.id, 'FAILED')
    frame.mapRun = null
    recordFailure(turn, frame, error)
    throw new StateFailure(error)
  }
  endMapRun(turn, run.id, 'SUCCEEDED')
  frame.mapRun = null
  turn.record(frame, 'MapRunSucceeded')
  turn.record(frame, 'MapStateSucceeded')
  await leave(turn, frame, state, {
    ...state,
    otherwise: result,
    extras: { result: result.value },
    next: state.next,
  })
}

async function failRun(turn: Turn, frame: Frame, state: MapState, error: StateError): Promise<void> {
  if (frame.mapRun !== null) endMapRun(turn, frame.mapRun, 'FAILED')
  frame.mapRun = null
  recordFailure(turn, frame, error)
  await handle(turn, frame, state, error)
}

function recordFailure(turn: Turn, frame: Frame, error: StateError): void {
  const details: JsonObject = {}
  if (error.name !== null) details.error = error.name
  if (typeof error.cause === 'string') details.cause = error.cause
  turn.record(frame, 'MapRunFailed', details)
  turn.record(frame, 'MapStateFailed')
}
