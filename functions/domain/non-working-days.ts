import * as z from 'zod'
import { isLocalDate } from './calendar.ts'

/** A public holiday or another day on which nobody of a cycle is expected to work. Weekends need none. */
export const nonWorkingDaySchema = z.object({
  /** Local date, `YYYY-MM-DD`. */
  on: z.string(),
  name: z.string().max(80),
})
export type NonWorkingDay = z.infer<typeof nonWorkingDaySchema>

/** Ten years of holidays fit; more is a mistake, and every step of a cycle reads the list with its row. */
export const MOST_NON_WORKING_DAYS = 200

/** The days off of a plan, as the calendar's functions take them; none where the plan lists none. */
export function daysOff(plan: { nonWorkingDays?: readonly NonWorkingDay[] | undefined }): readonly string[] {
  return plan.nonWorkingDays?.map(({ on }) => on) ?? []
}

/**
 * Reads days as HR writes them, one on each line, the name behind the date: `2027-01-06 Epiphany`.
 * @returns the days in order, each once, and the lines that cannot be read.
 */
export function readNonWorkingDays(text: string): { days: NonWorkingDay[]; unreadable: string[] } {
  const days = new Map<string, NonWorkingDay>()
  const unreadable: string[] = []
  for (const line of text.split(/\r\n|\r|\n/).map((one) => one.trim())) {
    if (line === '') continue
    const [, on = '', name = ''] = /^(\S+)(?:\s+(.*))?$/.exec(line) ?? []
    const day = { on: on.replace(/[:,;]$/, ''), name }
    if (isLocalDate(day.on) && nonWorkingDaySchema.safeParse(day).success) days.set(day.on, day)
    else unreadable.push(line)
  }
  return { days: [...days.values()].sort((a, b) => (a.on < b.on ? -1 : 1)), unreadable }
}

/** As they are written into the field. */
export function writtenNonWorkingDays(days: readonly NonWorkingDay[] | undefined): string {
  return (days ?? []).map(({ on, name }) => `${on} ${name}`.trim()).join('\n')
}
