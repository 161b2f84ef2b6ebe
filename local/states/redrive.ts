import type { Execution } from './execution.ts'
import { MAX_EXECUTION_SECONDS, REDRIVE_DAYS } from './limits.ts'
import type { Turn } from './turn.ts'

const DAY = 86_400_000

/** Why an execution cannot be redriven at `now`, or undefined when it can. */
export function notRedrivable(execution: Execution, now: number): string | undefined {
  if (execution.kind === 'EXPRESS') return 'Express executions are not redrivable'
  if (execution.mapRun !== null) return 'Child executions are redriven through the execution of their map run'
  if (execution.status === 'RUNNING') return 'Execution is RUNNING and cannot be redriven'
  if (execution.status === 'SUCCEEDED') return 'Execution is SUCCEEDED and cannot be redriven'
  if (execution.stoppedAt !== null && now - execution.stoppedAt > REDRIVE_DAYS * DAY) {
    return `Execution closed more than ${REDRIVE_DAYS} days ago`
  }
  return undefined
}

/**
 * Opens a closed execution again where it stood: branches and iterations that were done stay done, the states that
 * failed or were aborted are entered anew (a distributed map with a new map run). Returns when, or undefined if it
 * cannot be done.
 */
export function redrive(turn: Turn): number | undefined {
  const { execution } = turn
  const now = turn.world.now()
  if (notRedrivable(execution, now) !== undefined) return undefined
  const seconds = Math.min(turn.definition.timeoutSeconds ?? MAX_EXECUTION_SECONDS, MAX_EXECUTION_SECONDS)
  execution.status = 'RUNNING'
  execution.error = null
  execution.cause = null
  execution.stoppedAt = null
  execution.redrives += 1
  execution.redrivenAt = now
  execution.deadlineAt = now + 1000 * seconds
  const redriven = turn.recordAfter(execution.events, 'ExecutionRedriven', {
    redriveCount: execution.redrives,
  })
  for (const frame of turn.frames.values()) {
    if (frame.phase !== 'failed' && frame.phase !== 'aborted') continue
    if (turn.children(frame).length > 0) {
      frame.phase = 'children'
      turn.touch(frame)
      continue
    }
    frame.phase = 'enter'
    frame.lastEvent = redriven
    turn.step(frame)
  }
  return now
}
