import type { Counts } from './counts.ts'
import type { ReviewCycle } from './cycle.ts'
import type { StepId } from './ids.ts'
import type { Review } from './review.ts'
import type { ReviewStep, StepChange } from './step.ts'
import type { TrailEvent } from './trail-event.ts'

/** What a rule about one step of a review looks at. */
export interface StepSituation {
  cycle: ReviewCycle
  review: Review
  step: ReviewStep
}

/** One business act on a review: what changes, what it leaves in the trail, what it adds to the cycle's counters. */
export interface ReviewDecision {
  before: Review
  after: Review
  steps: readonly StepChange[]
  event: TrailEvent
  /** The step whose row keeps the receipt of the entry. */
  receiptFor?: StepId
  counts: Counts
}
