import { isLocalDate } from './calendar.ts'

/** In which order a file writes day, month and year. Never guessed in silence: `08/12/2023` may mean either. */
export const dateOrders = ['year-month-day', 'day-month-year', 'month-day-year'] as const
export type DateOrder = (typeof dateOrders)[number]

const PLACES: Readonly<Record<DateOrder, readonly [year: number, month: number, day: number]>> = {
  'year-month-day': [1, 2, 3],
  'day-month-year': [3, 2, 1],
  'month-day-year': [3, 1, 2],
}

/**
 * A date as exports write it (`2023-12-08`, `8.12.2023`, `12/08/2023`, each also with a time behind it) as a local date,
 * `YYYY-MM-DD`. A date that begins with a year of four digits has only one meaning, whatever the order.
 * @returns undefined for what is no date in that order; years have four digits.
 */
export function readWrittenDate(text: string, order: DateOrder): string | undefined {
  const parts = /^(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})(?:[T ].*)?$/.exec(text.trim())
  if (parts === null) return undefined
  const [year, month, day] = PLACES[/^\d{4}/.test(text.trim()) ? 'year-month-day' : order]
  const part = (place: number, digits: number) => (parts[place] ?? '').padStart(digits, '0')
  if (parts[year]?.length !== 4) return undefined
  const date = `${part(year, 4)}-${part(month, 2)}-${part(day, 2)}`
  return isLocalDate(date) ? date : undefined
}
