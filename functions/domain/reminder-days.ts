import { subtractWorkingDays, workingDaysBetween } from './calendar.ts'
import type { CyclePlan } from './cycle.ts'
import { daysOff } from './non-working-days.ts'

/**
 * The days on which somebody is reminded of a step that is due on a day and waits since another: as `nudgesAt` decides each
 * morning. Working days only, in order.
 * @param dueOn the step's last day, local date.
 * @param since the first day on which it waits, local date.
 */
export function reminderDays(
  plan: Pick<CyclePlan, 'reminderDaysBefore' | 'nonWorkingDays'>,
  dueOn: string,
  since: string,
): string[] {
  const off = daysOff(plan)
  const days = plan.reminderDaysBefore.flatMap((before) => {
    const day = subtractWorkingDays(dueOn, before, off)
    return day >= since && workingDaysBetween(day, dueOn, off) === before ? [day] : []
  })
  return [...new Set(days)].sort()
}
