import { addWorkingDays, earlierOf, endOfDay, laterOf, localDateOf, workingDaysBetween } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import { daysOff } from './non-working-days.ts'
import type { Participant } from './participant.ts'
import { type ReviewStep, SETTLED } from './step.ts'

/**
 * The deadline of an open step after its assignee's leave: later by the working days that the leave took from it, and never
 * past the day on which the cycle closes. Undefined where it took none, or HR has given another day since.
 */
export function timeMissed(
  cycle: Pick<ReviewCycle, 'timeZone' | 'deadlines' | 'nonWorkingDays'>,
  { pausedAt }: Pick<Participant, 'pausedAt'>,
  step: Pick<ReviewStep, 'state' | 'openedAt' | 'extendedAt' | 'dueAt' | 'graceUntil'>,
  now: string,
): { dueAt: string; graceUntil: string } | undefined {
  if (pausedAt === undefined || step.openedAt === undefined || SETTLED.includes(step.state)) return undefined
  if (step.extendedAt !== undefined && step.extendedAt >= pausedAt) return undefined
  const { timeZone, deadlines } = cycle
  const off = daysOff(cycle)
  const missed = workingDaysBetween(
    localDateOf(laterOf(pausedAt, step.openedAt), timeZone),
    localDateOf(now, timeZone),
    off,
  )
  const end = deadlines.supervisorSignature.graceUntil
  const later = (instant: string) =>
    earlierOf(endOfDay(addWorkingDays(localDateOf(instant, timeZone), missed, off), timeZone), end)
  const until = { dueAt: later(step.dueAt), graceUntil: later(step.graceUntil) }
  return missed === 0 || until.dueAt <= step.dueAt ? undefined : until
}
