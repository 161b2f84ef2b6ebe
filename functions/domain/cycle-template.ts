import { addWorkingDays, localDateOf } from './calendar.ts'
import type { CyclePlan } from './cycle.ts'
import { planFromShape } from './cycle-shape.ts'
import { type CycleTemplate, quarterlyTemplate } from './cycle-templates.ts'
import { daysOff, type NonWorkingDay } from './non-working-days.ts'

/** Working days between planning and launch that a suggestion leaves, to look at the rehearsal. */
const DAYS_TO_LOOK = 3

/** A plan to start from: a template, launched in three working days. HR changes what does not fit. */
export function suggestPlan(
  now: string,
  timeZone: string,
  form: { formId: string; version: number },
  { title, shape }: Pick<CycleTemplate, 'title' | 'shape'> = quarterlyTemplate,
  nonWorkingDays: readonly NonWorkingDay[] = [],
): CyclePlan {
  const today = localDateOf(now, timeZone)
  const launchOn = addWorkingDays(today, DAYS_TO_LOOK, daysOff({ nonWorkingDays }))
  return planFromShape(shape, { launchOn, timeZone, nonWorkingDays, form, title })
}
