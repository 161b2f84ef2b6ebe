import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'

/** When the cycles of a series are launched. */
export const rhythmSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('calendar'),
    everyMonths: z.union([z.literal(3), z.literal(6), z.literal(12)]),
    /** The first launch day; the others fall on the same day of the month, or its last where it is shorter. */
    firstOn: z.string(),
  }),
  /** Each month, the people who have an anniversary of their hire in it. */
  z.object({ kind: z.literal('anniversary'), dayOfMonth: z.int().min(1).max(28), firstOn: z.string() }),
  /** Each month, the people for whom so many days since their hire are over in it. */
  z.object({
    kind: z.literal('probation'),
    daysAfterHire: z.int().min(1).max(730),
    dayOfMonth: z.int().min(1).max(28),
    firstOn: z.string(),
  }),
])
export type Rhythm = z.infer<typeof rhythmSchema>

/** The first launch day later than a local date, and not before the first one of all. */
export function occurrenceAfter(rhythm: Rhythm, date: string): string {
  const first = firstOf(rhythm)
  const months = rhythm.kind === 'calendar' ? rhythm.everyMonths : 1
  for (let count = 0; ; count += 1) {
    // Counted from the first one each time: 31 August plus six months is 28 February, and then 31 August again.
    const day = first.add({ months: count * months }).toString()
    if (day > date) return day
  }
}

function firstOf(rhythm: Rhythm): Temporal.PlainDate {
  const firstOn = Temporal.PlainDate.from(rhythm.firstOn)
  if (rhythm.kind === 'calendar') return firstOn
  const inMonth = firstOn.with({ day: rhythm.dayOfMonth })
  return Temporal.PlainDate.compare(inMonth, firstOn) < 0 ? inMonth.add({ months: 1 }) : inMonth
}

export function rhythmInWords(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'calendar':
      return { 3: 'every quarter', 6: 'every half-year', 12: 'every year' }[rhythm.everyMonths]
    case 'anniversary':
      return 'each month, for people who have an anniversary of their hire in it'
    case 'probation':
      return `each month, for people whose day ${rhythm.daysAfterHire} since their hire falls into it`
  }
}
