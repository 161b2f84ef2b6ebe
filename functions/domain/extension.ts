import { addWorkingDays, dateInWords, endOfDay, isLocalDate, localDateOf } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import { daysOff } from './non-working-days.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * The deadline that an extension to the end of a day gives, with the cycle's days of grace; never past the day on which
 * the cycle closes.
 * @param dueOn local date, `YYYY-MM-DD`.
 */
export function extensionUntil(
  cycle: ReviewCycle,
  dueOn: string,
  now: string,
): { dueAt: string; graceUntil: string } | Refusal {
  if (!isLocalDate(dueOn)) {
    return refuse('bad-date', 'Enter the new last day as year, month, day, such as 2027-01-29.', 'dueOn')
  }
  const dueAt = endOfDay(dueOn, cycle.timeZone)
  if (dueAt <= now) return refuse('in-the-past', 'That day is over. Choose today or a later day.', 'dueOn')
  const end = cycle.deadlines.supervisorSignature.graceUntil
  if (dueAt > end) return afterTheEnd(cycle)
  const grace = cycle.graceDays === 0 ? dueOn : addWorkingDays(dueOn, cycle.graceDays, daysOff(cycle))
  const afterGrace = endOfDay(grace, cycle.timeZone)
  if (afterGrace > end) return { dueAt, graceUntil: end }
  return { dueAt, graceUntil: afterGrace }
}

/** No step lasts longer than its cycle: who was given such a day would find everything closed before it. */
export function afterTheEnd(cycle: Pick<ReviewCycle, 'deadlines' | 'timeZone'>): Refusal {
  const lastDay = dateInWords(localDateOf(cycle.deadlines.supervisorSignature.graceUntil, cycle.timeZone))
  return refuse('after-the-end', `The cycle closes on ${lastDay}. Choose a day until then.`, 'dueOn')
}
