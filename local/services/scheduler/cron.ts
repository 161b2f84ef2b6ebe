import { Temporal } from 'temporal-polyfill'
import { AwsError } from '../wire.ts'

/** Minutes, hours, day of month, month, day of week, year: what each field allows. */
export interface Cron {
  minutes: number[]
  hours: number[]
  isDay(date: Temporal.PlainDate): boolean
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
/** EventBridge knows years up to this one. */
const lastYear = 2199

/**
 * Reads the inside of `cron(…)`: six fields with `* , - / ?`, `L` and `W` for days of the month, `L` and `#` for days of
 * the week (1 is Sunday). Throws ValidationException for anything else. Source: "Cron-based schedules" in the
 * EventBridge Scheduler user guide.
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/)
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) throw invalid(text)
  const inMonth = new Set(numbers(month, 1, 12, months))
  const inYear = new Set(numbers(year, 1970, lastYear))
  const isDay = dayOfMonth === '?' ? weekdayTest(dayOfWeek) : dayTest(dayOfMonth)
  return {
    minutes: numbers(minute, 0, 59),
    hours: numbers(hour, 0, 23),
    isDay: (date) => inYear.has(date.year) && inMonth.has(date.month) && isDay(date),
  }
}

/**
 * The first time after `after` (ms) at which the expression holds on the clocks of a time zone. A time that the spring
 * change leaves out is skipped; one that the autumn change repeats counts once. Undefined when there is none.
 */
export function nextCronTime(cron: Cron, after: number, timeZone: string): number | undefined {
  let date = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone).toPlainDate()
  for (; date.year <= lastYear; date = date.add({ days: 1 })) {
    if (!cron.isDay(date)) continue
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const wanted = date.toPlainDateTime({ hour, minute })
        const zoned = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
        const exists = zoned.toPlainDateTime().equals(wanted)
        if (exists && zoned.epochMilliseconds > after) return zoned.epochMilliseconds
      }
    }
  }
  return undefined
}

function dayTest(field: string): (date: Temporal.PlainDate) => boolean {
  if (field === 'L') return (date) => date.day === date.daysInMonth
  if (field === 'LW') return (date) => date.day === nearestWeekday(date, date.daysInMonth)
  const nearest = /^(\d+)W$/.exec(field)?.[1]
  if (nearest !== undefined) return (date) => date.day === nearestWeekday(date, Number(nearest))
  const days = new Set(numbers(field, 1, 31))
  return (date) => days.has(date.day)
}

/** The weekday next to a day, within the same month. */
function nearestWeekday(date: Temporal.PlainDate, day: number): number | undefined {
  if (day > date.daysInMonth) return undefined
  const weekday = date.with({ day }).dayOfWeek
  if (weekday === 6) return day > 1 ? day - 1 : day + 2
  if (weekday === 7) return day < date.daysInMonth ? day + 1 : day - 2
  return day
}

function weekdayTest(field: string): (date: Temporal.PlainDate) => boolean {
  // EventBridge counts from Sunday = 1, Temporal has Sunday = 7.
  const dayOf = (date: Temporal.PlainDate): number => (date.dayOfWeek % 7) + 1
  const [, lastDay] = /^(\w+)L$/.exec(field) ?? []
  if (lastDay !== undefined) {
    const [wanted] = numbers(lastDay, 1, 7, weekdays)
    return (date) => dayOf(date) === wanted && date.day + 7 > date.daysInMonth
  }
  const [, day, nth] = /^(\w+)#([1-5])$/.exec(field) ?? []
  if (day !== undefined) {
    const [wanted] = numbers(day, 1, 7, weekdays)
    return (date) => dayOf(date) === wanted && Math.ceil(date.day / 7) === Number(nth)
  }
  const days = new Set(numbers(field, 1, 7, weekdays))
  return (date) => days.has(dayOf(date))
}

/** A field of values, names, ranges, steps and lists of these, as the numbers it allows, in order. */
function numbers(field: string, low: number, high: number, names: string[] = []): number[] {
  const value = (text: string): number => {
    const named = names.indexOf(text.toUpperCase())
    const number = named >= 0 ? named + low : Number(text)
    if (!/^\w+$/.test(text) || !Number.isInteger(number) || number < low || number > high)
      throw invalid(field)
    return number
  }
  const allowed = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/')
    const every = step === undefined ? 1 : Number(step)
    if (!Number.isInteger(every) || every < 1) throw invalid(field)
    const [from, to] = range === '*' ? [low, high] : range.split('-').map(value)
    if (from === undefined) throw invalid(field)
    const end = to ?? (step === undefined ? from : high)
    for (let each = from; each <= end; each += every) allowed.add(each)
  }
  return [...allowed].sort((a, b) => a - b)
}

function invalid(text: string): AwsError {
  return new AwsError('ValidationException', `Invalid Schedule Expression: ${text}.`)
}
