import { Temporal } from 'temporal-polyfill'
import { AwsError } from '../wire.ts'
import { nextCronTime, parseCron } from './cron.ts'

export interface Timing {
  /** `at(…)` runs once. */
  once: boolean
  /**
   * The first run that follows the one at `last` and is later than `now`, in milliseconds; undefined when there is none
   * any more. What lies between is left out.
   */
  nextAfter(last: number, now: number): number | undefined
  /** The first run of a schedule that is created at `createdAt`. */
  first(createdAt: number): number | undefined
}

export interface TimingSettings {
  expression: string
  timeZone: string
  startDate: number | undefined
  endDate: number | undefined
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * Reads `at(yyyy-mm-ddThh:mm:ss)`, `rate(5 minutes)` and `cron(…)`. Throws ValidationException.
 *
 * As on AWS: a rate without a start date runs at once and then in even steps, days being 24 hours; a cron time that the
 * spring change leaves out is skipped. What AWS does not say: an `at` in that gap runs an hour later on the clock, one
 * that lies in the past runs at once.
 */
export function timingOf(settings: TimingSettings): Timing {
  const { expression, timeZone, startDate, endDate } = settings
  const [, kind, inside = ''] = /^(at|rate|cron)\((.*)\)$/.exec(expression.trim()) ?? []
  checkTimeZone(timeZone)
  const within = (at: number | undefined): number | undefined =>
    at === undefined || (endDate !== undefined && at > endDate) ? undefined : at

  if (kind === 'at') {
    const at = instantOf(inside, timeZone)
    return { once: true, nextAfter: () => undefined, first: () => at }
  }
  if (kind === 'rate') {
    const [, value, unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inside.trim()) ?? []
    const everyMs = Number(value) * (unitMs[unit] ?? Number.NaN)
    if (Number.isNaN(everyMs)) throw invalid(expression)
    return {
      once: false,
      first(createdAt) {
        if (startDate === undefined || startDate >= createdAt) return within(startDate ?? createdAt)
        return within(startDate + Math.ceil((createdAt - startDate) / everyMs) * everyMs)
      },
      nextAfter: (last, now) => within(last + (Math.floor(Math.max(0, now - last) / everyMs) + 1) * everyMs),
    }
  }
  if (kind === 'cron') {
    const cron = parseCron(inside)
    const after = (time: number): number | undefined =>
      within(nextCronTime(cron, Math.max(time, (startDate ?? 0) - 1), timeZone))
    return {
      once: false,
      first: (createdAt) => after(createdAt - 1),
      nextAfter: (last, now) => after(Math.max(last, now)),
    }
  }
  throw invalid(expression)
}

function instantOf(text: string, timeZone: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) throw invalid(`at(${text})`)
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(timeZone)
      .epochMilliseconds
  } catch {
    throw invalid(`at(${text})`)
  }
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new AwsError('ValidationException', `Invalid Schedule Expression Timezone: ${timeZone}.`)
  }
}

function invalid(expression: string): AwsError {
  return new AwsError('ValidationException', `Invalid Schedule Expression: ${expression}.`)
}
