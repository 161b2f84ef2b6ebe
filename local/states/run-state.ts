import type { ChoiceState, FailState, State } from './definition.ts'
import type { Frame } from './execution.ts'
import { guard, leave, whileExecuting } from './outcome.ts'
import { childrenMoved, startInlineMap, startParallel } from './run-children.ts'
import { mapRunMoved, startMapRun } from './run-map-run.ts'
import { runTask } from './run-task.ts'
import { startWait } from './run-wait.ts'
import { StateFailure } from './state-error.ts'
import { evaluateBoolean, evaluateString } from './template.ts'
import type { Turn } from './turn.ts'

/** Does whatever the frame's phase calls for; nothing when it waits for something else. */
export async function stepFrame(turn: Turn, frame: Frame): Promise<void> {
  if (frame.phase === 'enter') return enter(turn, frame)
  const state = turn.state(frame)
  if (frame.phase === 'rework') return guard(turn, frame, state, () => work(turn, frame, state))
  if (frame.phase === 'children') return childrenMoved(turn, frame)
  if (frame.phase === 'mapRun') return mapRunMoved(turn, frame)
}

async function enter(turn: Turn, frame: Frame): Promise<void> {
  const state = turn.state(frame)
  turn.countTransition()
  frame.enteredAt = turn.world.now()
  frame.retries = []
  frame.enteredEvent = turn.record(frame, `${state.type}StateEntered`, { name: state.name }, frame.input.text)
  await guard(turn, frame, state, () => work(turn, frame, state))
}

async function work(turn: Turn, frame: Frame, state: State): Promise<void> {
  switch (state.type) {
    case 'Pass':
      return leave(turn, frame, state, { ...state, otherwise: frame.input, next: state.next })
    case 'Succeed':
      return leave(turn, frame, state, { ...state, otherwise: frame.input, next: undefined })
    case 'Fail':
      return runFail(turn, frame, state)
    case 'Choice':
      return runChoice(turn, frame, state)
    case 'Wait':
      return startWait(turn, frame, state)
    case 'Task':
      return runTask(turn, frame, state)
    case 'Parallel':
      return startParallel(turn, frame, state)
    case 'Map':
      if (state.distributed !== undefined) return startMapRun(turn, frame, state, state.distributed)
      return startInlineMap(turn, frame, state)
  }
}

async function runFail(turn: Turn, frame: Frame, state: FailState): Promise<void> {
  const scope = turn.scope(frame)
  const name = state.error === undefined ? null : await evaluateString(state.error, scope)
  const cause = state.cause === undefined ? null : await evaluateString(state.cause, scope)
  throw new StateFailure({ name, cause })
}

/** The first rule whose condition holds decides, with its own Assign and Output; the state's are for Default. */
async function runChoice(turn: Turn, frame: Frame, state: ChoiceState): Promise<void> {
  const scope = turn.scope(frame)
  for (const rule of state.rules) {
    if (!(await evaluateBoolean(rule.condition, scope))) continue
    return leave(turn, frame, state, { ...rule, otherwise: frame.input })
  }
  if (state.default !== undefined) {
    return leave(turn, frame, state, { ...state, otherwise: frame.input, next: state.default })
  }
  throw new StateFailure({
    name: 'States.NoChoiceMatched',
    cause: `${whileExecuting(frame, state)} Failed to transition out of the state. The state does not point to a next state.`,
  })
}
