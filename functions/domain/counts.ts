import type { StepKind, StepState } from './step.ts'

/**
 * The counters of a cycle. The transactions that change a review add to them, so that a dashboard reads a handful of
 * rows instead of every review.
 */
export type CountName =
  | `${StepKind}.${Extract<StepState, 'submitted' | 'bypassed' | 'expired'>}`
  | 'review.opened'
  | 'review.rated'
  | 'review.unrated'
  | 'review.released'
  | 'review.acknowledged'
  | 'review.signatureRefused'
  | 'review.unacknowledged'
  | 'review.sealed'
  | 'review.closedUnfinished'
  | 'review.endedEarly'

export type Counts = Partial<Record<CountName, number>>

export const count = (counts: Counts, name: CountName): number => counts[name] ?? 0

/** True when the cycle need not wait for any more ratings. */
export function ratingsAreIn(counts: Counts, reviewCount: number): boolean {
  return count(counts, 'review.rated') + count(counts, 'review.unrated') >= reviewCount
}

/** True when every review has ended, signed or not. */
export function signaturesAreIn(counts: Counts, reviewCount: number): boolean {
  return count(counts, 'review.sealed') + count(counts, 'review.closedUnfinished') >= reviewCount
}
