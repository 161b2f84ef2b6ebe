import { Temporal } from 'temporal-polyfill'
import { type Refusal, refuse } from './refusal.ts'

/** Instants travel as ISO 8601 strings in UTC, local dates as `YYYY-MM-DD`, local times as `YYYY-MM-DDTHH:mm`. */

export function isTimeZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
    return true
  } catch {
    return false
  }
}

export function isLocalDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}

/**
 * The instant of a local wall-clock time. A time that the clocks skip in spring does not exist: EventBridge Scheduler
 * would silently never run it, so it is refused. A time that exists twice in autumn means the first of the two.
 */
export function instantOfLocalTime(local: string, timeZone: string, field: string): string | Refusal {
  if (!isTimeZone(timeZone)) return unknownTimeZone(timeZone)
  let plain: Temporal.PlainDateTime
  try {
    plain = Temporal.PlainDateTime.from(local, { overflow: 'reject' })
  } catch {
    return refuse('bad-time', `“${local}” is not a date and time. Write it like 2027-01-18T09:00.`, field)
  }
  const zoned = plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' })
  if (!zoned.toPlainDateTime().equals(plain)) {
    return refuse(
      'time-in-clock-change',
      `On that day the clocks in ${timeZone} jump over ${plain.toPlainTime().toString().slice(0, 5)}. Choose an hour earlier or later.`,
      field,
    )
  }
  return inUtc(zoned.toInstant())
}

export function unknownTimeZone(timeZone: string): Refusal {
  return refuse(
    'unknown-time-zone',
    `There is no time zone called “${timeZone}”. Choose one such as Europe/Vienna or America/New_York.`,
    'timeZone',
  )
}

/** The last second of a local day: “until 18 January” means that the whole of that day is still in time. */
export function endOfDay(date: string, timeZone: string): string {
  return inUtc(
    Temporal.PlainDate.from(date)
      .add({ days: 1 })
      .toZonedDateTime(timeZone)
      .subtract({ seconds: 1 })
      .toInstant(),
  )
}

/** Always with milliseconds, as `Date.toISOString` writes them, so that instants compare as strings. */
function inUtc(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'millisecond' })
}

export function localDateOf(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

/** The wall-clock time of an instant, `YYYY-MM-DDTHH:mm`. */
export function localTimeOf(instant: string, timeZone: string): string {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' })
}

/** @param off further days on which nobody works, local dates: public holidays. */
export function isWorkingDay(date: string, off: readonly string[] = []): boolean {
  return isWorking(Temporal.PlainDate.from(date), off)
}

const isWorking = (day: Temporal.PlainDate, off: readonly string[]) =>
  day.dayOfWeek <= 5 && (off.length === 0 || !off.includes(day.toString()))

/**
 * Counts forward over working days, Monday to Friday without the days off; 0 gives the date itself, or the next working day
 * where it is none.
 */
export function addWorkingDays(date: string, days: number, off: readonly string[] = []): string {
  let day = Temporal.PlainDate.from(date)
  for (let left = days; left > 0 || !isWorking(day, off); ) {
    day = day.add({ days: 1 })
    if (isWorking(day, off)) left -= 1
  }
  return day.toString()
}

/** Counts back over working days; 0 gives the date itself, or the last working day before it. */
export function subtractWorkingDays(date: string, days: number, off: readonly string[] = []): string {
  let day = Temporal.PlainDate.from(date)
  for (let left = days; left > 0 || !isWorking(day, off); ) {
    day = day.subtract({ days: 1 })
    if (isWorking(day, off)) left -= 1
  }
  return day.toString()
}

/** How many working days lie after `from`, up to and with `to`; 0 where `to` is not later. */
export function workingDaysBetween(from: string, to: string, off: readonly string[] = []): number {
  let count = 0
  const last = Temporal.PlainDate.from(to)
  for (
    let day = Temporal.PlainDate.from(from).add({ days: 1 });
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    if (isWorking(day, off)) count += 1
  }
  return count
}

/** Plain days on, or back where negative. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/** Of two instants, or of two local dates. */
export const earlierOf = (one: string, other: string): string => [one, other].sort()[0] ?? one
export const laterOf = (one: string, other: string): string => [one, other].sort()[1] ?? one

export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
}

/**
 * The next time that people may fairly be written to: the given hour on a working day in their time zone.
 * @param hour 0–23, local.
 * @param off further days on which nobody works, local dates.
 */
export function nextCivilInstant(
  after: string,
  hour: number,
  timeZone: string,
  off: readonly string[] = [],
): string {
  const start = Temporal.Instant.from(after)
  let day = start.toZonedDateTimeISO(timeZone).toPlainDate()
  for (;;) {
    const at = day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour }) }).toInstant()
    if (isWorking(day, off) && Temporal.Instant.compare(at, start) > 0) return inUtc(at)
    day = day.add({ days: 1 })
  }
}

/** For people to read: `Monday, 18 January 2027`. */
export function dateInWords(date: string): string {
  const plain = Temporal.PlainDate.from(date)
  return plain.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}

/** For people to read: `18 January 2027, 09:30 (Europe/Vienna)`. */
export function instantInWords(instant: string, timeZone: string): string {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  const date = zoned.toPlainDate().toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
  return `${date}, ${zoned.toPlainTime().toString({ smallestUnit: 'minute' })} (${timeZone})`
}
