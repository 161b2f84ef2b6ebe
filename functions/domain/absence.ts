import { isLocalDate } from './calendar.ts'
import type { Absence } from './concern.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * Whether this can be told to HR: days that exist, in their order, and not all of them over.
 * @param today local date where the cycle is, `YYYY-MM-DD`.
 * @returns one refusal per field that needs another look.
 */
export function checkAbsence({ from, to }: Absence, today: string): Refusal[] {
  const refusals: Refusal[] = []
  if (!isLocalDate(from)) refusals.push(refuse('no-date', 'Choose the first day that you are away.', 'from'))
  if (!isLocalDate(to)) refusals.push(refuse('no-date', 'Choose the last day that you are away.', 'to'))
  if (refusals.length > 0) return refusals
  if (to < from) return [refuse('ends-before', 'The last day cannot be before the first one.', 'to')]
  if (to < today) return [refuse('is-over', 'These days are over. Choose a last day that is not.', 'to')]
  return []
}
