import { freeze } from './abort.ts'
import type { ExecutionStatus, Frame } from './execution.ts'
import type { JsonObject, Payload } from './json.ts'
import type { Turn } from './turn.ts'

type Closing =
  | { status: 'SUCCEEDED'; output: Payload; after: number }
  | {
      status: 'FAILED' | 'ABORTED' | 'TIMED_OUT'
      error: string | null
      cause: string | null
      after: number
      /** The outermost frame that failed. */
      failed?: Frame
    }

const EVENTS: Record<Exclude<ExecutionStatus, 'RUNNING'>, string> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  ABORTED: 'ExecutionAborted',
  TIMED_OUT: 'ExecutionTimedOut',
}

/**
 * Ends the execution. Frames of one that succeeded are gone; otherwise they stay as they stood, for a redrive. Whoever
 * waits for the end is told after the turn is written.
 */
export function closeExecution(turn: Turn, closing: Closing): void {
  const { execution } = turn
  if (closing.status === 'SUCCEEDED') {
    turn.recordAfter(closing.after, EVENTS.SUCCEEDED, {}, closing.output.text)
    execution.output = closing.output
    for (const frame of turn.frames.values()) turn.removed.add(frame.no)
    turn.frames.clear()
    turn.touched.clear()
  } else {
    const details: JsonObject = {}
    if (closing.error !== null) details.error = closing.error
    if (closing.cause !== null) details.cause = closing.cause
    turn.recordAfter(closing.after, EVENTS[closing.status], details)
    execution.error = closing.error
    execution.cause = closing.cause
    for (const frame of turn.frames.values()) freeze(turn, frame)
    if (closing.failed !== undefined) closing.failed.phase = 'failed'
  }
  execution.status = closing.status
  execution.stoppedAt = turn.world.now()
  execution.deadlineAt = null
  turn.queue.length = 0
  turn.failures.clear()
  tellWaiters(turn)
}

function tellWaiters(turn: Turn): void {
  const { mapRun, waiter, status } = turn.execution
  const { store } = turn.world
  if (mapRun !== null) {
    const failedItems = status === 'SUCCEEDED' ? 0 : mapRun.items
    turn.writes.push(() => {
      store
        .sql(
          `UPDATE states_map_runs SET running = running - 1, closed = closed + 1, failed_items = failed_items + ?
           WHERE id = ? AND status = 'RUNNING'`,
        )
        .run(failedItems, mapRun.id)
    })
    const run = store.mapRun(mapRun.id)
    if (run?.status === 'RUNNING') {
      turn.effects.push({
        do: 'tell',
        execution: run.execution,
        signal: { kind: 'child', mapRun: mapRun.id },
      })
    }
  }
  if (waiter !== null) {
    const { frame, scheduledEvent } = waiter
    turn.effects.push({
      do: 'tell',
      execution: waiter.execution,
      signal: { kind: 'closed', frame, scheduledEvent },
    })
  }
}
