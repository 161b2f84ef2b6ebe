import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from './ids.ts'
import type { Review } from './review.ts'
import type { ReviewWorkflowInput } from './review-workflow-input.ts'
import type { ReviewStep, StepKind } from './step.ts'

/**
 * A workflow of one review that has to start outside the launch. The row is written in the transaction of the act that needs
 * it; the stream, or the sweep, starts the execution and marks the row. The name decides: starting twice is one start.
 */
export const reviewStartSchema = z.object({
  /** The execution's name, for good: the review's id, or for a later one `<reviewId>-<n>`. */
  name: z.string().regex(/^rev_[0-9a-z]+(-\d+)?$/),
  machine: z.enum(['review', 'reviewAgain']),
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

/** What a later workflow of a review begins with, in `workflows/review-again.asl.json`. */
export type AgainFrom =
  | 'decision' // waits for a dispute's clock
  | 'rating' // the supervisor rates again
  | 'record' // another record replaces the one before
  | 'seal' // a dispute kept it from being sealed

export const nextWorkflow = ({ workflows }: Pick<Review, 'workflows'>): number => (workflows ?? 1) + 1

/**
 * A later workflow of a review, named for its number.
 * @param review after the act: `workflows` counts this one.
 * @param act.steps those that it leads through.
 */
export function againStart(
  review: Pick<Review, 'cycleId' | 'reviewId' | 'workflows'>,
  act: {
    at: string
    from: AgainFrom
    steps?: readonly Pick<ReviewStep, 'stepId' | 'kind' | 'dueAt'>[]
    /** The dispute that it is about. */
    dispute?: { number: number; dueAt: string }
  },
): ReviewStart {
  const { cycleId, reviewId, workflows } = review
  if (workflows === undefined) throw new Error(`The review ${reviewId} has had no later workflow`)
  const { steps = [], dispute } = act
  const names: Partial<Record<StepKind, string>> = {
    supervisorRating: 'rating',
    release: 'release',
    revieweeSignature: 'signature',
    supervisorSignature: 'countersignature',
  }
  const named = steps.flatMap(({ stepId, kind, dueAt }) => {
    const name = names[kind]
    return name === undefined ? [] : [{ name, stepId, dueAt }]
  })
  return {
    name: `${reviewId}-${workflows}`,
    machine: 'reviewAgain',
    cycleId,
    reviewId,
    input: {
      cycleId,
      reviewId,
      from: act.from,
      ...Object.fromEntries(named.map(({ name, stepId }) => [name, stepId])),
      dueAt: {
        ...Object.fromEntries(named.map(({ name, dueAt }) => [name, dueAt])),
        ...(dispute === undefined ? {} : { decision: dispute.dueAt }),
      },
      ...(dispute === undefined ? {} : { dispute: dispute.number }),
    },
    askedAt: act.at,
    unmoved: true,
  }
}
