import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'

/** Which days a cycle judges, counted from its launch: the last whole quarter, half-year or year, or so many months or days before. */
export const reviewPeriodRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), months: z.union([z.literal(3), z.literal(6), z.literal(12)]) }),
  z.object({ kind: z.literal('months'), months: z.int().min(1).max(36) }),
])
export type ReviewPeriodRule = z.infer<typeof reviewPeriodRuleSchema>

/** The period before a local date, and what it is called: `Q4 2026`, `H2 2026`, `2026`, `December 2025 to November 2026`. */
export function periodBefore(
  rule: ReviewPeriodRule,
  date: string,
): { name: string; from: string; to: string } {
  const { year, month } = Temporal.PlainDate.from(date)
  const { months } = rule
  const start = rule.kind === 'whole' ? Math.floor((month - 1) / months) * months + 1 : month
  const end = Temporal.PlainDate.from({ year, month: start, day: 1 })
  const from = end.subtract({ months })
  return {
    name: nameOf(rule, from, end.subtract({ days: 1 })),
    from: from.toString(),
    to: end.subtract({ days: 1 }).toString(),
  }
}

function nameOf(rule: ReviewPeriodRule, from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  if (rule.kind === 'whole') {
    if (rule.months === 3) return `Q${Math.ceil(from.month / 3)} ${from.year}`
    return rule.months === 6 ? `H${from.month === 1 ? 1 : 2} ${from.year}` : String(from.year)
  }
  const words = (day: Temporal.PlainDate) => `${day.toLocaleString('en-GB', { month: 'long' })} ${day.year}`
  return words(from) === words(to) ? words(from) : `${words(from)} to ${words(to)}`
}
