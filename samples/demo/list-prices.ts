/**
 * List prices in US dollars, us-east-1, without free tiers, as read on AS_OF. Change them here and nowhere else; reports
 * name the date. Sources: the vendor's price lists; where `checked` is false the figure was remembered, not read.
 */
export const AS_OF = '2026-11-21'

export interface Price {
  service: string
  unit: string
  /** Dollars for one unit. */
  dollars: number
  checked: boolean
}

export const LIST_PRICES: readonly Price[] = [
  { service: 'states', unit: 'transitions', dollars: 0.025 / 1_000, checked: true },
  { service: 'lambda', unit: 'requests', dollars: 0.2 / 1_000_000, checked: true },
  { service: 'lambda', unit: 'gbSeconds', dollars: 0.000_013_333_4, checked: true },
  // Starting a function's process is billed like running it, since August 2025.
  { service: 'lambda', unit: 'initGbSeconds', dollars: 0.000_013_333_4, checked: true },
  { service: 'httpapi', unit: 'requests', dollars: 1 / 1_000_000, checked: true },
  { service: 'dynamodb', unit: 'writeUnits', dollars: 0.625 / 1_000_000, checked: true },
  { service: 'dynamodb', unit: 'readUnits', dollars: 0.125 / 1_000_000, checked: true },
  { service: 'ses', unit: 'recipients', dollars: 0.1 / 1_000, checked: true },
  { service: 'scheduler', unit: 'invocations', dollars: 1 / 1_000_000, checked: true },
  { service: 'kms', unit: 'signs', dollars: 0.15 / 10_000, checked: true },
  { service: 's3', unit: 'puts', dollars: 0.005 / 1_000, checked: false },
  { service: 's3', unit: 'gets', dollars: 0.000_4 / 1_000, checked: false },
  { service: 'sqs', unit: 'requests', dollars: 0.4 / 1_000_000, checked: false },
]
