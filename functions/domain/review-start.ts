import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from './ids.ts'
import type { ReviewWorkflowInput } from './review-workflow-input.ts'

/**
 * A workflow of one review that has to start outside the launch. The row is written in the transaction of the act that needs
 * it; the stream, or the sweep, starts the execution and marks the row. The name decides: starting twice is one start.
 */
export const reviewStartSchema = z.object({
  /** The execution's name, for good: the review's id, or for a later one `<reviewId>-<n>`. */
  name: z.string().regex(/^rev_[0-9a-z]+(-\d+)?$/),
  machine: z.enum(['review']),
  cycleId: cycleIdSchema,
  reviewId: reviewIdSchema,
  /** Ids and instants only, as every input of a workflow. */
  input: z.record(z.string(), z.unknown()),
  askedAt: z.string(),
  /** Gone once the execution is known to run. */
  unmoved: z.boolean().optional(),
})
export type ReviewStart = z.infer<typeof reviewStartSchema>

/** A review's first workflow, where the launch did not start it: somebody joined a cycle that was under way. */
export function firstStart(input: ReviewWorkflowInput, act: { at: string }): ReviewStart {
  const { cycleId, reviewId } = input
  return { name: reviewId, machine: 'review', cycleId, reviewId, input, askedAt: act.at, unmoved: true }
}
