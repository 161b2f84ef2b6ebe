import { Temporal } from 'temporal-polyfill'
import { addWorkingDays, localDateOf } from './calendar.ts'
import type { CyclePlan } from './cycle.ts'

/** Working days from the launch to each last day: six weeks in all, as quarterly rounds usually take. */
const LAST_DAYS = {
  selfDueOn: 8,
  peerDueOn: 10,
  ratingDueOn: 17,
  releaseOn: 20,
  signDueOn: 25,
  countersignDueOn: 29,
} as const

/** A plan to start from: the last whole quarter, launched in three working days. HR changes what does not fit. */
export function suggestPlan(
  now: string,
  timeZone: string,
  form: { formId: string; version: number },
): CyclePlan {
  const today = localDateOf(now, timeZone)
  const launchOn = addWorkingDays(today, 3)
  const { name, from, to } = lastQuarter(today)
  const dates = Object.fromEntries(
    Object.entries(LAST_DAYS).map(([field, days]) => [field, addWorkingDays(launchOn, days)]),
  ) as CyclePlan['dates']
  return {
    name: `Performance review ${name}`,
    reviewPeriod: { from, to },
    timeZone,
    launchAtLocal: `${launchOn}T09:00`,
    dates,
    graceDays: 2,
    selection: { by: 'everybody' },
    peers: { perReview: 4, threshold: 3, loadCap: 6 },
    reminderDaysBefore: [3, 1, 0],
    civilHour: 9,
    formId: form.formId,
    formVersion: form.version,
  }
}

function lastQuarter(today: string): { name: string; from: string; to: string } {
  const { year, month } = Temporal.PlainDate.from(today)
  const thisQuarter = Temporal.PlainDate.from({ year, month: Math.floor((month - 1) / 3) * 3 + 1, day: 1 })
  const from = thisQuarter.subtract({ months: 3 })
  return {
    name: `Q${Math.ceil(from.month / 3)} ${from.year}`,
    from: from.toString(),
    to: thisQuarter.subtract({ days: 1 }).toString(),
  }
}
