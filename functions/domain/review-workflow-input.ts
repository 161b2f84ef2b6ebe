import * as z from 'zod'
import type { ReviewCycle } from './cycle.ts'
import { cycleIdSchema, reviewIdSchema, type StepId, stepIdSchema } from './ids.ts'
import type { Review } from './review.ts'
import type { StepKind } from './step.ts'

/** What a review's execution is started with: ids and due times, nothing that anybody wrote. At most 2 KiB. */
export const reviewWorkflowInputSchema = z.object({
  cycleId: cycleIdSchema,
  reviewId: reviewIdSchema,
  self: stepIdSchema,
  peers: z.array(stepIdSchema),
  rating: stepIdSchema,
  release: stepIdSchema,
  signature: stepIdSchema,
  countersignature: stepIdSchema,
  dueAt: z.object({
    self: z.string(),
    peer: z.string(),
    rating: z.string(),
    release: z.string(),
    signature: z.string(),
    countersignature: z.string(),
  }),
})
export type ReviewWorkflowInput = z.infer<typeof reviewWorkflowInputSchema>

export function workflowInputOf(cycle: ReviewCycle, review: Review): ReviewWorkflowInput {
  const ids = (kind: StepKind) => review.steps.filter((line) => line.kind === kind).map((line) => line.stepId)
  const only = (kind: StepKind): StepId => {
    const [id] = ids(kind)
    if (id === undefined) throw new Error(`The review ${review.reviewId} was planned without a ${kind} step`)
    return id
  }
  const { deadlines } = cycle
  return {
    cycleId: cycle.cycleId,
    reviewId: review.reviewId,
    self: only('selfAssessment'),
    peers: ids('peerInput'),
    rating: only('supervisorRating'),
    release: only('release'),
    signature: only('revieweeSignature'),
    countersignature: only('supervisorSignature'),
    dueAt: {
      self: deadlines.selfAssessment.dueAt,
      peer: deadlines.peerInput.dueAt,
      rating: deadlines.supervisorRating.dueAt,
      release: deadlines.release.dueAt,
      signature: deadlines.revieweeSignature.dueAt,
      countersignature: deadlines.supervisorSignature.dueAt,
    },
  }
}
