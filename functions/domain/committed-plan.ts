import { type CyclePlan, cyclePlanSchema, type ReviewCycle } from './cycle.ts'

/** What each entry of a cycle commits to: what HR decided, and the instants that follow from it. */
export type CommittedPlan = CyclePlan & Pick<ReviewCycle, 'launchAt' | 'releaseAt' | 'deadlines'>

export function committedPlan(cycle: ReviewCycle): CommittedPlan {
  const { launchAt, releaseAt, deadlines } = cycle
  return { ...cyclePlanSchema.parse(cycle), launchAt, releaseAt, deadlines }
}
