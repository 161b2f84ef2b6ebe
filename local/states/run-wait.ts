import type { WaitState } from './definition.ts'
import type { Frame } from './execution.ts'
import { MAX_STATE_SECONDS } from './limits.ts'
import { guard, leave } from './outcome.ts'
import { evaluateNumber, evaluateTimestamp } from './template.ts'
import type { Turn } from './turn.ts'

/** Waits for a number of seconds or for an instant; one that is past lets the state go on at once. */
export async function startWait(turn: Turn, frame: Frame, state: WaitState): Promise<void> {
  const scope = turn.scope(frame)
  frame.wakeAt =
    'seconds' in state.until
      ? turn.world.now() +
        1000 * (await evaluateNumber(state.until.seconds, scope, { least: 0, most: MAX_STATE_SECONDS }))
      : await evaluateTimestamp(state.until.timestamp, scope)
  frame.phase = 'waiting'
  turn.touch(frame)
  if (frame.wakeAt <= turn.world.now()) await endWait(turn, frame, state)
}

export function endWait(turn: Turn, frame: Frame, state: WaitState): Promise<void> {
  frame.wakeAt = null
  return guard(turn, frame, state, () =>
    leave(turn, frame, state, { ...state, otherwise: frame.input, next: state.next }),
  )
}
