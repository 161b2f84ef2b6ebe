/** How frames leave a state: by its end, by an error that is retried or caught, or by failing. */
import { abortRun } from './abort.ts'
import { closeExecution } from './close.ts'
import type { State } from './definition.ts'
import { clearAttempt, type Frame } from './execution.ts'
import { type JsonObject, Payload } from './json.ts'
import { MAX_PAYLOAD_BYTES } from './limits.ts'
import { nextRetry } from './retry-policy.ts'
import { dataLimitExceeded, errorEquals, errorOutput, type StateError, StateFailure } from './state-error.ts'
import { EvaluationFailure, type Template } from './template.ts'
import type { Extras, Turn } from './turn.ts'

/** Where a state goes and what it takes along. */
export interface Exit {
  assign?: Template
  output?: Template
  /** The output when the state has no Output of its own. */
  otherwise: Payload
  extras?: Extras
  /** Undefined: the body ends here. */
  next: string | undefined
}

/**
 * Leaves a state that has done its work. Output and Assign both see the variables as they were.
 * Throws EvaluationFailure or StateFailure before anything is recorded.
 */
export async function leave(turn: Turn, frame: Frame, state: State, exit: Exit): Promise<void> {
  const scope = turn.scope(frame, exit.extras)
  const output = exit.output === undefined ? exit.otherwise : Payload.of(await exit.output.evaluate(scope))
  const assigned = exit.assign === undefined ? undefined : ((await exit.assign.evaluate(scope)) as JsonObject)
  if (output.bytes > MAX_PAYLOAD_BYTES) throw new StateFailure(dataLimitExceeded(state.name))
  const details: JsonObject = { name: state.name }
  if (assigned !== undefined) {
    const texts = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)] as const)
    if (texts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0) > MAX_PAYLOAD_BYTES) {
      throw new StateFailure(dataLimitExceeded(state.name))
    }
    details.assignedVariables = Object.fromEntries(texts)
    details.assignedVariablesDetails = { truncated: false }
  }
  turn.record(frame, `${state.type}StateExited`, details, output.text)
  if (assigned !== undefined) frame.variables = { ...frame.variables, ...assigned }
  clearAttempt(frame)
  frame.retries = []
  if (exit.next === undefined) return finish(turn, frame, output)
  frame.state = exit.next
  frame.input = output
  frame.phase = 'enter'
  turn.step(frame)
}

/** The frame's body has ended. */
function finish(turn: Turn, frame: Frame, output: Payload): void {
  const parent = frame.parent === null ? undefined : turn.frames.get(frame.parent)
  if (parent === undefined) {
    closeExecution(turn, { status: 'SUCCEEDED', output, after: frame.lastEvent })
    return
  }
  frame.phase = 'done'
  frame.output = output
  parent.finished += 1
  if (turn.state(parent).type === 'Map') {
    turn.record(frame, 'MapIterationSucceeded', { name: parent.state, index: frame.index })
  }
  parent.lastEvent = frame.lastEvent
  turn.step(parent, true)
}

/** Runs what a state does and turns every way of going wrong into the state's error. */
export async function guard(turn: Turn, frame: Frame, state: State, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (thrown) {
    const error = errorOf(turn, frame, state, thrown)
    // A Parallel or Map that could not even start says so; once started, it fails through its children.
    const unstarted = frame.phase === 'enter' || frame.phase === 'rework'
    if (unstarted && (state.type === 'Map' || state.type === 'Parallel')) {
      turn.record(frame, `${state.type}StateFailed`)
    }
    await handle(turn, frame, state, error)
  }
}

function errorOf(turn: Turn, frame: Frame, state: State, thrown: unknown): StateError {
  return thrown instanceof StateFailure ? thrown.error : evaluationError(turn, frame, frame, state, thrown)
}

/**
 * Records that an expression of `blamed`'s state has failed, after the events of `frame` (the same one, or an
 * iteration whose item could not be made). Anything but an EvaluationFailure is thrown on.
 */
export function evaluationError(
  turn: Turn,
  frame: Frame,
  blamed: Frame,
  state: State,
  thrown: unknown,
): StateError {
  if (!(thrown instanceof EvaluationFailure)) throw thrown
  const error = 'States.QueryEvaluationError'
  const cause = `${whileExecuting(blamed, state)} ${thrown.message}`
  turn.record(frame, 'EvaluationFailed', {
    cause,
    error,
    ...(thrown.location === undefined ? {} : { location: thrown.location }),
    state: state.name,
  })
  return { name: error, cause }
}

/** How AWS begins the cause of an error that is the definition's own. */
export const whileExecuting = (frame: Frame, state: State) =>
  `An error occurred while executing the state '${state.name}' (entered at the event id #${frame.enteredEvent}).`

/** The state has failed: a retrier takes it, or a catcher, or the frame fails. */
export async function handle(turn: Turn, frame: Frame, state: State, error: StateError): Promise<void> {
  if ('retry' in state) {
    const retry = nextRetry(state.retry, frame.retries, error, () => turn.world.random())
    if (retry !== undefined) {
      turn.removeBelow(frame)
      clearAttempt(frame)
      frame.retries = state.retry.map(
        (_, index) => (frame.retries[index] ?? 0) + (index === retry.retrier ? 1 : 0),
      )
      frame.phase = 'retrying'
      frame.wakeAt = turn.world.now() + retry.delayMs
      turn.touch(frame)
      if (retry.delayMs === 0) wakeForRetry(turn, frame)
      return
    }
    const catcher = state.catch.find((entry) => errorEquals(entry.errorEquals, error))
    if (catcher !== undefined) {
      turn.removeBelow(frame)
      const caught = errorOutput(error)
      try {
        await leave(turn, frame, state, {
          ...catcher,
          otherwise: Payload.of(caught),
          extras: { errorOutput: caught },
        })
      } catch (thrown) {
        // What goes wrong in a catcher is not caught by the state's catchers again.
        fail(turn, frame, errorOf(turn, frame, state, thrown))
      }
      return
    }
  }
  fail(turn, frame, error)
}

/** The time to try the state again has come. */
export function wakeForRetry(turn: Turn, frame: Frame): void {
  frame.wakeAt = null
  frame.phase = 'rework'
  turn.countTransition()
  turn.step(frame)
}

/** Nobody took the error: the branch, iteration or execution fails with it. */
export function fail(turn: Turn, frame: Frame, error: StateError): void {
  const parent = frame.parent === null ? undefined : turn.frames.get(frame.parent)
  if (parent === undefined) {
    closeExecution(turn, {
      status: 'FAILED',
      error: error.name,
      cause: error.cause ?? null,
      after: frame.lastEvent,
      failed: frame,
    })
    return
  }
  abortRun(turn, frame)
  if (turn.children(frame).length === 0) clearAttempt(frame)
  frame.phase = 'failed'
  turn.touch(frame)
  if (!turn.failures.has(parent.no)) turn.failures.set(parent.no, { child: frame, error })
  turn.step(parent, true)
}
