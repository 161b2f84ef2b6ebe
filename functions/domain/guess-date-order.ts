import { type DateOrder, dateOrders, readWrittenDate } from './written-date.ts'

export interface DateOrderGuess {
  order: DateOrder
  /** False where another order reads just as many: somebody has to say which one it is. */
  isOnly: boolean
}

/**
 * In which order the dates of a column are written, judged by which order can read them: 17-06-2013 has only one meaning,
 * 08/12/2023 has two. Undefined for a column without dates.
 */
export function guessDateOrder(values: readonly string[]): DateOrderGuess | undefined {
  const written = values.map((value) => value.trim()).filter((value) => value !== '')
  const readBy = (order: DateOrder) =>
    written.filter((value) => readWrittenDate(value, order) !== undefined).length
  const [best, next] = dateOrders
    .map((order) => ({ order, read: readBy(order) }))
    .sort((one, other) => other.read - one.read)
  if (best === undefined || best.read === 0) return undefined
  const startsWithYear = written.filter((value) => /^\d{4}\D/.test(value)).length
  // A date that begins with its year reads the same in every order.
  if (startsWithYear === best.read) return { order: 'year-month-day', isOnly: true }
  return { order: best.order, isOnly: best.read > (next?.read ?? 0) }
}
