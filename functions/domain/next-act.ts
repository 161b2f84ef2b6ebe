import type { ReviewCycle } from './cycle.ts'

/** What a cycle does next without anybody asking, and when at the latest; `at` is missing where it is a matter of seconds. */
export type NextAct =
  | { what: 'nothing' }
  | { what: 'launch'; at: string }
  | { what: 'open' }
  | { what: 'release'; at: string }
  | { what: 'close'; at: string }

/** @param ratingsAreIn true when no review waits for a rating any more. */
export function nextActOf(cycle: ReviewCycle, ratingsAreIn: boolean): NextAct {
  switch (cycle.status) {
    case 'draft':
    case 'cancelled':
    case 'closed':
      return { what: 'nothing' }
    case 'scheduled':
      return { what: 'launch', at: cycle.launchAt }
    case 'opening':
      return { what: 'open' }
    case 'running': {
      const ratingsUntil = cycle.deadlines.supervisorRating.graceUntil
      const waitsForRatings = !ratingsAreIn && ratingsUntil > cycle.releaseAt
      return { what: 'release', at: waitsForRatings ? ratingsUntil : cycle.releaseAt }
    }
    case 'released':
      return { what: 'close', at: cycle.deadlines.supervisorSignature.graceUntil }
  }
}
