import { committedPlan } from '../domain/committed-plan.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { ChainVerdict } from '../trail/chain.ts'
import { digestOf, digestOfSubjects } from '../trail/digest.ts'
import { listsReviews } from '../trail/review-lists.ts'

/** Whether what is stored is what the cycle's chain committed to. */
export type CommittedState =
  /** Not committed to yet: the reviews are, once all of them are there. */
  | 'none'
  | 'fits'
  | 'differs'
  /** The chain does not hold, or its entries name no fingerprint. */
  | 'unproven'

/** The plan as it is stored against the last entry, each of which names the fingerprint of the plan after it. */
export function planState(cycle: ReviewCycle, verdict: ChainVerdict): CommittedState {
  const committed = verdict.holds ? verdict.entries.at(-1)?.afterDigest : undefined
  return committed ? stateOf(committed, digestOf(committedPlan(cycle))) : 'unproven'
}

/**
 * The reviews that are there against the list that the launch froze, or that a later addition made: one that was taken away or slipped in shows.
 * @param subjectRefs what the trail calls each review that is stored now, in any order.
 */
export function reviewsState(subjectRefs: readonly string[], verdict: ChainVerdict): CommittedState {
  if (!verdict.holds) return 'unproven'
  const opened = verdict.entries.findLast(({ eventType }) => listsReviews(eventType))
  if (opened === undefined) return 'none'
  return opened.recordDigest === null
    ? 'unproven'
    : stateOf(opened.recordDigest, digestOfSubjects(subjectRefs))
}

const stateOf = (committed: string, now: string) => (committed === now ? 'fits' : 'differs')
