import { AS_OF, LIST_PRICES } from './list-prices.ts'
import type { UsageRow } from './local-cloud.ts'

export interface Cost {
  pricesAsOf: string
  /** Dollars by service. */
  byService: Record<string, number>
  total: number
  perReview: number
  /** Metered units that no price is listed for; they cost nothing at list price or are missing here. */
  unpriced: string[]
}

/** What the metered use would cost at list prices. */
export function costOf(usage: readonly UsageRow[], reviews: number): Cost {
  const byService: Record<string, number> = {}
  const unpriced = new Set<string>()
  for (const { service, unit, amount } of usage) {
    const price = LIST_PRICES.find((one) => one.service === service && one.unit === unit)
    if (price === undefined) unpriced.add(`${service} ${unit}`)
    else byService[service] = (byService[service] ?? 0) + amount * price.dollars
  }
  const total = Object.values(byService).reduce((sum, dollars) => sum + dollars, 0)
  return {
    pricesAsOf: AS_OF,
    byService,
    total,
    perReview: total / Math.max(1, reviews),
    unpriced: [...unpriced].sort(),
  }
}

/** The sum of one metered unit, over all resources or one. */
export function sumOf(usage: readonly UsageRow[], service: string, unit: string, resource = ''): number {
  return usage
    .filter((row) => row.service === service && row.unit === unit && row.resource.includes(resource))
    .reduce((sum, row) => sum + row.amount, 0)
}
