import { MAX_RETRY_DELAY_SECONDS } from './limits.ts'
import { errorEquals, type StateError } from './state-error.ts'

export interface Retrier {
  errorEquals: string[]
  intervalSeconds: number
  maxAttempts: number
  backoffRate: number
  maxDelaySeconds?: number
  jitter: 'FULL' | 'NONE'
}

/**
 * Whether and when a failed state is tried again. `used[i]` is how often retrier i has been used since the state was
 * entered; each retrier counts for itself, and only the first that names the error is asked.
 */
export function nextRetry(
  retriers: readonly Retrier[],
  used: readonly number[],
  error: StateError,
  random: () => number,
): { retrier: number; delayMs: number } | undefined {
  const index = retriers.findIndex((retrier) => errorEquals(retrier.errorEquals, error))
  const retrier = retriers[index]
  if (retrier === undefined) return undefined
  const before = used[index] ?? 0
  if (before >= retrier.maxAttempts) return undefined
  return { retrier: index, delayMs: retryDelay(retrier, before, random) }
}

/** Milliseconds before retry number `before` + 1: the backed-off, capped interval, or a random part of it. */
export function retryDelay(retrier: Retrier, before: number, random: () => number): number {
  const cap = Math.min(retrier.maxDelaySeconds ?? MAX_RETRY_DELAY_SECONDS, MAX_RETRY_DELAY_SECONDS)
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** before, cap)
  return Math.round(seconds * 1000 * (retrier.jitter === 'FULL' ? random() : 1))
}
