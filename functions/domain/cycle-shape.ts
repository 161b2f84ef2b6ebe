import * as z from 'zod'
import { addDays, addWorkingDays, instantOfLocalTime, workingDaysBetween } from './calendar.ts'
import { type CycleDates, type CyclePlan, cycleDatesSchema, cyclePlanSchema } from './cycle.ts'
import { daysOff, type NonWorkingDay } from './non-working-days.ts'
import { isRefusal } from './refusal.ts'
import { periodBefore, reviewPeriodRuleSchema } from './review-period.ts'

const dateFields = Object.keys(cycleDatesSchema.shape) as (keyof CycleDates)[]

/** Working days from the launch to each last day. */
const lastDaysSchema = z.object({
  selfDueOn: z.int().min(0),
  peerDueOn: z.int().min(0),
  ratingDueOn: z.int().min(0),
  releaseOn: z.int().min(0),
  signDueOn: z.int().min(0),
  countersignDueOn: z.int().min(0),
})

/** A plan without its days: what a template keeps, and what a series makes each of its cycles from. */
export const cycleShapeSchema = cyclePlanSchema
  .pick({
    graceDays: true,
    disputes: true,
    selection: true,
    peers: true,
    reminderDaysBefore: true,
    civilHour: true,
  })
  .extend({
    period: reviewPeriodRuleSchema,
    lastDays: lastDaysSchema,
    /** Local wall-clock time, `HH:mm`. */
    launchTime: z.string(),
  })
export type CycleShape = z.infer<typeof cycleShapeSchema>

/** What a shape becomes a plan with. */
export interface Occasion {
  /** Local date; moved to the next working day where it is none. */
  launchOn: string
  timeZone: string
  nonWorkingDays?: readonly NonWorkingDay[] | undefined
  form: { formId: string; version: number }
  /** Said before the period's name: `Performance review Q4 2026`. */
  title: string
}

/** The plan that a shape gives when it is launched on a day. */
export function planFromShape(shape: CycleShape, occasion: Occasion): CyclePlan {
  const { timeZone, form, nonWorkingDays = [] } = occasion
  const off = daysOff(occasion)
  const launchOn = addWorkingDays(occasion.launchOn, 0, off)
  const period = periodBefore(shape.period, launchOn)
  const dates = Object.fromEntries(
    dateFields.map((field) => [field, addWorkingDays(launchOn, shape.lastDays[field], off)]),
  ) as CycleDates
  return {
    name: `${occasion.title} ${period.name}`.trim(),
    reviewPeriod: { from: period.from, to: period.to },
    timeZone,
    launchAtLocal: existingTime(launchOn, shape.launchTime, timeZone),
    dates,
    graceDays: shape.graceDays,
    ...(shape.disputes === undefined ? {} : { disputes: shape.disputes }),
    ...(nonWorkingDays.length === 0 ? {} : { nonWorkingDays: [...nonWorkingDays] }),
    selection: shape.selection,
    peers: shape.peers,
    reminderDaysBefore: shape.reminderDaysBefore,
    civilHour: shape.civilHour,
    formId: form.formId,
    formVersion: form.version,
  }
}

/** What is left of a plan without its days, to be saved as a template. */
export function shapeOfPlan(plan: CyclePlan, period: CycleShape['period']): CycleShape {
  const { graceDays, disputes, selection, peers, reminderDaysBefore, civilHour } = plan
  return {
    graceDays,
    ...(disputes === undefined ? {} : { disputes }),
    selection,
    peers,
    reminderDaysBefore,
    civilHour,
    period,
    lastDays: workingDaysOf(plan),
    launchTime: plan.launchAtLocal.slice(11, 16),
  }
}

/** How many working days after the launch each last day is. */
export function workingDaysOf(
  plan: Pick<CyclePlan, 'dates' | 'launchAtLocal' | 'nonWorkingDays'>,
): CycleShape['lastDays'] {
  const launchOn = plan.launchAtLocal.slice(0, 10)
  const off = daysOff(plan)
  return Object.fromEntries(
    dateFields.map((field) => [field, workingDaysBetween(launchOn, plan.dates[field], off)]),
  ) as CycleShape['lastDays']
}

/** The same plan, launched at another time: each last day keeps its working days from the launch. */
export function movePlan(plan: CyclePlan, launchAtLocal: string): CyclePlan {
  const days = workingDaysOf(plan)
  const off = daysOff(plan)
  const launchOn = launchAtLocal.slice(0, 10)
  const dates = Object.fromEntries(
    dateFields.map((field) => [field, addWorkingDays(launchOn, days[field], off)]),
  ) as CycleDates
  return { ...plan, launchAtLocal, dates }
}

/** A time that the clocks of that day skip is moved on by an hour; on a day that a zone skips altogether, to the next. */
function existingTime(date: string, time: string, timeZone: string): string {
  const hour = Number(time.slice(0, 2))
  const later = `${String(Math.min(23, hour + 1)).padStart(2, '0')}${time.slice(2)}`
  const candidates = [`${date}T${time}`, `${date}T${later}`, `${addDays(date, 1)}T${time}`]
  return (
    candidates.find((local) => !isRefusal(instantOfLocalTime(local, timeZone, 'launchAtLocal'))) ??
    `${date}T${time}`
  )
}
