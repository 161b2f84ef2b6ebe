import { closeExecution } from './close.ts'
import { dueAt, type Frame } from './execution.ts'
import { wakeForRetry } from './outcome.ts'
import { redrive } from './redrive.ts'
import { itemsRead, mapRunMoved, readAgain } from './run-map-run.ts'
import { executionClosed, invokeAgain, invoked, settle, timeOut } from './run-task.ts'
import { endWait } from './run-wait.ts'
import type { Signal } from './signal.ts'
import type { TaskPlace } from './task-token.ts'
import type { Turn } from './turn.ts'

/** Lets one signal act on its execution. One that comes too late changes nothing. */
export async function takeSignal(turn: Turn, signal: Signal): Promise<void> {
  if (!turn.open) return takeWhenClosed(turn, signal)
  switch (signal.kind) {
    case 'go':
      return goOn(turn)
    case 'resume':
      return resume(turn)
    case 'due':
      return wakeWhatIsDue(turn)
    case 'invoked': {
      const frame = turn.frames.get(signal.frame)
      if (frame?.phase !== 'invoking' || frame.scheduledEvent !== signal.scheduledEvent) return
      const state = turn.state(frame)
      if (state.type === 'Task') await invoked(turn, frame, state, signal.answer)
      return
    }
    case 'answer': {
      const frame = waitingFor(turn, signal.place)
      signal.reply(frame !== undefined)
      if (frame === undefined) return
      const state = turn.state(frame)
      if (state.type !== 'Task') return
      if (frame.phase === 'token') return settle(turn, frame, state, signal.outcome)
      // The function that was given the token is still running: its submission is recorded before the outcome.
      frame.answer = signal.outcome
      frame.timeoutAt = null
      frame.heartbeatAt = null
      return turn.touch(frame)
    }
    case 'heartbeat': {
      const frame = waitingFor(turn, signal.place)
      signal.reply(frame !== undefined)
      if (frame === undefined || frame.heartbeatSeconds === null) return
      frame.heartbeatAt = turn.world.now() + 1000 * frame.heartbeatSeconds
      return turn.touch(frame)
    }
    case 'read': {
      const frame = turn.frames.get(signal.frame)
      if (frame?.phase !== 'reading' || frame.mapRun !== signal.mapRun) return
      const state = turn.state(frame)
      if (state.type === 'Map') await itemsRead(turn, frame, state, signal)
      return
    }
    case 'child': {
      for (const frame of [...turn.frames.values()]) {
        if (frame.phase === 'mapRun' && frame.mapRun === signal.mapRun) await mapRunMoved(turn, frame)
      }
      return
    }
    case 'closed': {
      const frame = turn.frames.get(signal.frame)
      if (frame?.phase !== 'execution' || frame.scheduledEvent !== signal.scheduledEvent) return
      const state = turn.state(frame)
      if (state.type === 'Task') await executionClosed(turn, frame, state)
      return
    }
    case 'stop': {
      const { error, cause } = signal
      closeExecution(turn, { status: 'ABORTED', error, cause, after: turn.execution.events })
      return signal.reply?.(turn.execution.stoppedAt ?? turn.world.now())
    }
    case 'break': {
      const { cause } = signal
      closeExecution(turn, { status: 'FAILED', error: 'States.Runtime', cause, after: turn.execution.events })
      return
    }
    case 'redrive':
      return signal.reply(undefined)
  }
}

function takeWhenClosed(turn: Turn, signal: Signal): void {
  if (signal.kind === 'answer' || signal.kind === 'heartbeat') signal.reply(false)
  if (signal.kind === 'stop') signal.reply?.(turn.execution.stoppedAt ?? turn.world.now())
  if (signal.kind === 'redrive') signal.reply(redrive(turn))
}

/** The frame whose task still waits for the token of this attempt. */
function waitingFor(turn: Turn, place: TaskPlace): Frame | undefined {
  const frame = turn.frames.get(place.frame)
  if (frame === undefined || frame.scheduledEvent !== place.scheduledEvent) return undefined
  const waits = frame.phase === 'token' || (frame.phase === 'invoking' && frame.answer === null)
  return waits ? frame : undefined
}

function goOn(turn: Turn): void {
  for (const frame of turn.frames.values()) {
    if (frame.phase === 'enter' || frame.phase === 'rework') turn.step(frame)
  }
}

async function resume(turn: Turn): Promise<void> {
  goOn(turn)
  for (const frame of [...turn.frames.values()]) {
    const state = turn.state(frame)
    if (frame.phase === 'invoking' && state.type === 'Task') await invokeAgain(turn, frame, state)
    if (frame.phase === 'execution' && state.type === 'Task') await executionClosed(turn, frame, state)
    if (frame.phase === 'reading' && state.type === 'Map') await readAgain(turn, frame, state)
    if (frame.phase === 'mapRun') await mapRunMoved(turn, frame)
  }
}

/** Wakes what is due, the oldest first; the execution's own deadline is one of them. */
async function wakeWhatIsDue(turn: Turn): Promise<void> {
  const now = turn.world.now()
  const deadline = turn.execution.deadlineAt ?? Number.POSITIVE_INFINITY
  const due = [...turn.frames.values()]
    .map((frame) => ({ frame, at: dueAt(frame) ?? Number.POSITIVE_INFINITY }))
    .filter(({ at }) => at <= now && at <= deadline)
    .sort((one, other) => one.at - other.at)
  for (const { frame, at } of due) {
    // An earlier one may have aborted this one.
    if (turn.open && turn.frames.get(frame.no) === frame && dueAt(frame) === at) await wake(turn, frame, at)
  }
  if (turn.open && deadline <= now) {
    closeExecution(turn, { status: 'TIMED_OUT', error: null, cause: null, after: turn.execution.events })
  }
}

async function wake(turn: Turn, frame: Frame, at: number): Promise<void> {
  const state = turn.state(frame)
  if (frame.phase === 'retrying') return wakeForRetry(turn, frame)
  if (frame.phase === 'waiting' && state.type === 'Wait') return endWait(turn, frame, state)
  if (state.type === 'Task') await timeOut(turn, frame, state, frame.timeoutAt !== at)
}
