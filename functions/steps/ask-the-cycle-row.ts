import * as z from 'zod'
import { earlierOf } from '../domain/calendar.ts'
import { type CycleWaitKind, cycleWaitKindSchema, type ReviewCycle } from '../domain/cycle.ts'
import { isPaused, pauseEndsAt } from '../domain/cycle-pause.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { findWait, loadCycle } from '../store/cycles.ts'
import { step } from './step.ts'

/**
 * The time of one of the cycle's waits is over; the row decides. Answers `{until}` when its date has moved, or while the
 * cycle is paused: then a day at a time. Else nothing, and the cycle goes on.
 */
export const askTheCycleRow = step(
  z.object({ cycleId: cycleIdSchema, wait: cycleWaitKindSchema }),
  async ({ db, now }, { cycleId, wait }) => {
    const cycle = await loadCycle(db, cycleId)
    const at = now()
    if ((await findWait(db, cycleId, wait)).settledAt !== undefined) return {}
    const end = pauseEndsAt(cycle)
    if (end !== undefined && isPaused(cycle, at)) return { until: earlierOf(oneDayAfter(at), end) }
    const last = lastMomentOf(cycle, wait)
    return at < last ? { until: last } : {}
  },
)

function lastMomentOf({ deadlines, releaseAt }: ReviewCycle, wait: CycleWaitKind): string {
  switch (wait) {
    case 'ratings':
      return deadlines.supervisorRating.graceUntil
    case 'releaseDate':
      return releaseAt
    case 'signatures':
      return deadlines.supervisorSignature.graceUntil
  }
}

const oneDayAfter = (at: string): string => new Date(Date.parse(at) + 86_400_000).toISOString()
