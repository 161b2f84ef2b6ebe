/** Parallel and inline Map: states whose work is done by frames below theirs. */
import { abortFrame } from './abort.ts'
import type { MapState, ParallelState, State } from './definition.ts'
import { type Frame, newFrame } from './execution.ts'
import { type Json, Payload } from './json.ts'
import { INLINE_MAP_CONCURRENCY, MAX_PAYLOAD_BYTES } from './limits.ts'
import { evaluationError, fail, guard, handle, leave } from './outcome.ts'
import { dataLimitExceeded, type StateError, StateFailure } from './state-error.ts'
import { EvaluationFailure, evaluateArray, evaluateNumber } from './template.ts'
import type { Turn } from './turn.ts'

export async function startParallel(turn: Turn, frame: Frame, state: ParallelState): Promise<void> {
  const input =
    state.arguments === undefined
      ? frame.input
      : Payload.of(await state.arguments.evaluate(turn.scope(frame)))
  if (input.bytes > MAX_PAYLOAD_BYTES) throw new StateFailure(dataLimitExceeded(state.name))
  const started = turn.record(frame, 'ParallelStateStarted')
  frame.phase = 'children'
  frame.total = state.branches.length
  frame.started = state.branches.length
  frame.finished = 0
  for (const [index, body] of state.branches.entries()) startChild(turn, frame, index, body, input, started)
}

export async function startInlineMap(turn: Turn, frame: Frame, state: MapState): Promise<void> {
  const items = await itemsOf(turn, frame, state)
  const concurrency = await mapConcurrency(turn, frame, state, INLINE_MAP_CONCURRENCY)
  turn.record(frame, 'MapStateStarted', { length: items.length })
  frame.phase = 'children'
  frame.total = items.length
  frame.started = 0
  frame.finished = 0
  frame.concurrency = concurrency
  frame.items = items
  turn.writes.push(() => turn.world.store.saveItems(turn.execution.id, frame.no, items))
  await childrenMoved(turn, frame)
}

/** What a Map iterates over: its Items or, without, its input. */
export async function itemsOf(turn: Turn, frame: Frame, state: MapState): Promise<Json[]> {
  if (state.items !== undefined) return evaluateArray(state.items, turn.scope(frame))
  const input = frame.input.value
  if (Array.isArray(input)) return input
  throw new EvaluationFailure(`Map state input must be an array but was: ${frame.input.text}`)
}

/** 0 and nothing both mean as many as the service runs. */
export async function mapConcurrency(
  turn: Turn,
  frame: Frame,
  state: MapState,
  most: number,
): Promise<number> {
  if (state.maxConcurrency === undefined) return most
  const range = { least: 0, most: Number.MAX_SAFE_INTEGER }
  const wanted = await evaluateNumber(state.maxConcurrency, turn.scope(frame), range)
  return wanted === 0 ? most : Math.min(wanted, most)
}

function startChild(
  turn: Turn,
  parent: Frame,
  index: number,
  body: number,
  input: Payload,
  after: number,
): Frame {
  const child = newFrame({
    no: turn.nextFrameNo(),
    parent: parent.no,
    index,
    body,
    state: turn.body(body).startAt,
    input,
    lastEvent: after,
  })
  turn.add(child)
  turn.step(child)
  return child
}

/** A branch or iteration has ended, or the state has just started: go on, be done, or fail. */
export async function childrenMoved(turn: Turn, frame: Frame): Promise<void> {
  const state = turn.state(frame)
  if (state.type !== 'Parallel' && state.type !== 'Map') return
  const failure = turn.failures.get(frame.no)
  if (failure !== undefined) {
    turn.failures.delete(frame.no)
    return childFailed(turn, frame, state, failure.child, failure.error)
  }
  if (state.type === 'Map') await startIterations(turn, frame, state)
  if (frame.finished === frame.total) await guard(turn, frame, state, () => collect(turn, frame, state))
}

async function startIterations(turn: Turn, frame: Frame, state: MapState): Promise<void> {
  while (frame.started < frame.total && frame.started - frame.finished < frame.concurrency) {
    const index = frame.started
    frame.started += 1
    turn.touch(frame)
    const item = itemAt(turn, frame, index)
    const started = turn.recordAfter(frame.lastEvent, 'MapIterationStarted', { name: state.name, index })
    const child = startChild(turn, frame, index, state.processor, Payload.of(item), started)
    if (state.itemSelector === undefined) continue
    const scope = turn.scope(frame, { item: { Index: index, Value: item } })
    try {
      child.input = Payload.of(await state.itemSelector.evaluate(scope))
    } catch (thrown) {
      fail(turn, child, evaluationError(turn, child, frame, state, thrown))
      return
    }
  }
}

function itemAt(turn: Turn, frame: Frame, index: number): Json {
  frame.items ??= turn.world.store.items(turn.execution.id, frame.no)
  return frame.items[index] ?? null
}

async function collect(turn: Turn, frame: Frame, state: ParallelState | MapState): Promise<void> {
  const results: Json[] = []
  for (const child of turn.children(frame)) results[child.index] = child.output?.value ?? null
  const result = Payload.of(results)
  turn.removeBelow(frame)
  if (result.bytes > MAX_PAYLOAD_BYTES) throw new StateFailure(dataLimitExceeded(state.name))
  turn.record(frame, `${state.type}StateSucceeded`)
  await leave(turn, frame, state, {
    ...state,
    otherwise: result,
    extras: { result: results },
    next: state.next,
  })
}

/** One failed: its siblings are aborted, and the error becomes the state's own. */
async function childFailed(
  turn: Turn,
  frame: Frame,
  state: State,
  child: Frame,
  error: StateError,
): Promise<void> {
  const because = child.lastEvent
  const iteration = (index: number) => ({ name: state.name, index })
  if (state.type === 'Map') turn.recordAfter(because, 'MapIterationFailed', iteration(child.index))
  for (const sibling of turn.children(frame)) {
    if (sibling === child || sibling.phase === 'done') continue
    abortFrame(turn, sibling, because)
    if (state.type === 'Map') turn.recordAfter(because, 'MapIterationAborted', iteration(sibling.index))
  }
  frame.lastEvent = because
  turn.record(frame, `${state.type}StateFailed`)
  const aliases =
    state.type === 'Parallel' ? [...(error.aliases ?? []), 'States.BranchFailed'] : error.aliases
  await handle(turn, frame, state, aliases === undefined ? error : { ...error, aliases })
}
