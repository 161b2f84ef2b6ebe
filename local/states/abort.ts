import { clearAttempt, type Frame } from './execution.ts'
import type { Turn } from './turn.ts'

/**
 * Stops what a frame has set going elsewhere: the children of its map run, the execution that its task waits for. A
 * function that is running cannot be stopped; its answer will find nobody waiting.
 */
export function abortRun(turn: Turn, frame: Frame): void {
  if (frame.mapRun !== null) endMapRun(turn, frame.mapRun, 'ABORTED')
  if (frame.phase !== 'execution') return
  const child = turn.world.store.row(
    "SELECT id FROM states_executions WHERE waiter_execution = ? AND waiter_frame = ? AND status = 'RUNNING'",
    turn.execution.id,
    frame.no,
  )
  if (typeof child?.id === 'number') {
    const signal = { kind: 'stop', error: null, cause: 'The task that waited for it was aborted' } as const
    turn.effects.push({ do: 'tell', execution: child.id, signal })
  }
}

/** Closes a map run: pending children never start, running ones are stopped once this turn is written. */
export function endMapRun(turn: Turn, mapRun: number, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void {
  const { store } = turn.world
  const now = turn.world.now()
  turn.writes.push(() => {
    store.sql('UPDATE states_map_runs SET status = ?, stopped_at = ? WHERE id = ?').run(status, now, mapRun)
    store.sql("DELETE FROM states_executions WHERE map_run = ? AND status = 'PENDING'").run(mapRun)
  })
  if (status !== 'SUCCEEDED') turn.effects.push({ do: 'stopChildren', mapRun })
}

/** A sibling has failed: aborts a branch or iteration, innermost first, and says so in the history. */
export function abortFrame(turn: Turn, frame: Frame, because: number): void {
  if (frame.phase === 'done' || frame.phase === 'failed' || frame.phase === 'aborted') return
  for (const child of turn.children(frame)) abortFrame(turn, child, because)
  // A frame that is about to enter a state has nothing to abort yet.
  if (frame.phase !== 'enter') turn.recordAfter(because, `${turn.state(frame).type}StateAborted`, null)
  freeze(turn, frame)
}

/** Takes a frame out of play without a word, kept for a redrive. */
export function freeze(turn: Turn, frame: Frame): void {
  if (frame.phase === 'done' || frame.phase === 'failed' || frame.phase === 'aborted') return
  abortRun(turn, frame)
  frame.wakeAt = null
  frame.timeoutAt = null
  frame.heartbeatAt = null
  frame.answer = null
  frame.mapRun = null
  if (turn.children(frame).length === 0) clearAttempt(frame)
  frame.phase = 'aborted'
  turn.touch(frame)
}
