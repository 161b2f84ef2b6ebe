import { addDays, addWorkingDays, isWorkingDay, localDateOf } from './calendar.ts'
import type { CyclePlan, ReviewCycle } from './cycle.ts'
import { daysOff } from './non-working-days.ts'
import { reminderDays } from './reminder-days.ts'

/** The parts of a cycle that take days. */
export const windowKinds = ['selfAssessment', 'peerInput', 'supervisorRating', 'signatures'] as const
export type WindowKind = (typeof windowKinds)[number]

export interface PlanWindow {
  kind: WindowKind
  /** Local dates, both included. */
  from: string
  to: string
  /** Until when a late answer still counts. */
  graceUntil: string
}

export interface CalendarMark {
  on: string
  kind: 'launch' | 'lastDay' | 'graceEnds' | 'release' | 'reminder' | 'close' | 'holiday'
  label: string
}

export interface CalendarDay {
  on: string
  isWorkingDay: boolean
  windows: readonly WindowKind[]
  marks: readonly CalendarMark[]
}

/** Whole weeks, Monday to Sunday; days outside the month are null. */
export interface CalendarMonth {
  /** First day of the month. */
  month: string
  weeks: readonly (readonly (CalendarDay | null)[])[]
}

export interface PlanCalendar {
  windows: readonly PlanWindow[]
  /** Everything that happens, in order. */
  marks: readonly CalendarMark[]
  months: readonly CalendarMonth[]
}

/** A plan as a calendar: what is open when, and what happens on which day. The dates must be dates. */
export function planCalendar(plan: CyclePlan & Partial<Pick<ReviewCycle, 'openedAt'>>): PlanCalendar {
  const { dates } = plan
  const off = daysOff(plan)
  const launchOn =
    plan.openedAt === undefined ? plan.launchAtLocal.slice(0, 10) : localDateOf(plan.openedAt, plan.timeZone)
  const graceOf = (day: string) => (plan.graceDays === 0 ? day : addWorkingDays(day, plan.graceDays, off))
  const inputsEnd = [dates.selfDueOn, ...(plan.peers.perReview === 0 ? [] : [dates.peerDueOn])].sort().at(-1)
  const ratingFrom = addWorkingDays(launchOn, 1, off)
  const window = (kind: WindowKind, from: string, to: string): PlanWindow => ({
    kind,
    from,
    to,
    graceUntil: graceOf(to),
  })
  const windows = [
    window('selfAssessment', launchOn, dates.selfDueOn),
    ...(plan.peers.perReview === 0 ? [] : [window('peerInput', launchOn, dates.peerDueOn)]),
    window('supervisorRating', ratingFrom, dates.ratingDueOn),
    window('signatures', dates.releaseOn, dates.countersignDueOn),
  ]
  const mark = (on: string, kind: CalendarMark['kind'], label: string): CalendarMark => ({ on, kind, label })
  const remind = (label: string, dueOn: string, since: string) =>
    reminderDays(plan, dueOn, addDays(since, 1)).map((day) => mark(day, 'reminder', `Reminder: ${label}`))
  const withGrace = (label: string, day: string): CalendarMark[] => [
    mark(day, 'lastDay', `Last day: ${label}`),
    ...(plan.graceDays === 0 ? [] : [mark(graceOf(day), 'graceEnds', `Grace ends: ${label}`)]),
  ]
  const end = graceOf(dates.countersignDueOn)
  const marks = [
    mark(launchOn, 'launch', `Launch at ${plan.launchAtLocal.slice(11, 16)}`),
    ...remind('self-assessments', dates.selfDueOn, launchOn),
    ...withGrace('self-assessments', dates.selfDueOn),
    ...(plan.peers.perReview === 0
      ? []
      : [...remind('peer input', dates.peerDueOn, launchOn), ...withGrace('peer input', dates.peerDueOn)]),
    ...remind('supervisor ratings', dates.ratingDueOn, inputsEnd ?? launchOn),
    ...withGrace('supervisor ratings', dates.ratingDueOn),
    mark(
      dates.releaseOn,
      'release',
      `Release of the results at ${String(plan.civilHour).padStart(2, '0')}:00`,
    ),
    ...remind('signatures of the people reviewed', dates.signDueOn, dates.releaseOn),
    ...withGrace('signatures of the people reviewed', dates.signDueOn),
    ...remind('signatures of the supervisors', dates.countersignDueOn, dates.signDueOn),
    mark(dates.countersignDueOn, 'lastDay', 'Last day: signatures of the supervisors'),
    mark(end, 'close', 'The cycle closes'),
    ...(plan.nonWorkingDays ?? [])
      .filter(({ on }) => on >= launchOn && on <= end)
      .map(({ on, name }) => mark(on, 'holiday', name === '' ? 'Nobody works' : name)),
  ].sort((one, other) => (one.on === other.on ? 0 : one.on < other.on ? -1 : 1))
  return { windows, marks, months: monthsOf(launchOn, end, windows, marks, off) }
}

function monthsOf(
  from: string,
  to: string,
  windows: readonly PlanWindow[],
  marks: readonly CalendarMark[],
  off: readonly string[],
): CalendarMonth[] {
  const marksOn = Map.groupBy(marks, ({ on }) => on)
  const months: CalendarMonth[] = []
  for (let month = `${from.slice(0, 7)}-01`; month <= to; month = nextMonth(month)) {
    const days: (CalendarDay | null)[] = Array.from({ length: weekdayOf(month) }, () => null)
    for (let on = month; on.slice(0, 7) === month.slice(0, 7); on = addDays(on, 1)) {
      days.push({
        on,
        isWorkingDay: isWorkingDay(on, off),
        windows: windows.filter((one) => one.from <= on && on <= one.to).map(({ kind }) => kind),
        marks: marksOn.get(on) ?? [],
      })
    }
    while (days.length % 7 !== 0) days.push(null)
    months.push({
      month,
      weeks: Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7)),
    })
  }
  return months
}

const nextMonth = (month: string) => `${addDays(month, 31).slice(0, 7)}-01`
/** Monday 0 … Sunday 6. */
const weekdayOf = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
