import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import { openStep, type StepKind } from '../domain/step.ts'
import { loadCycle } from '../store/cycles.ts'
import { untilCommitted } from '../store/database.ts'
import { commitStepChange, findStep, loadReview } from '../store/reviews.ts'
import { type Step, step } from './step.ts'

export const stepTaskSchema = z.object({
  cycleId: cycleIdSchema,
  reviewId: reviewIdSchema,
  stepId: stepIdSchema,
  taskToken: z.string().min(1),
})

/**
 * A human step of the review's workflow: the row takes the attempt and its token, and that is all. Whoever answers,
 * answers to the row; the stream then sends the token on.
 */
export function stepTask(kind: StepKind): Step<z.infer<typeof stepTaskSchema>> {
  return step(stepTaskSchema, async ({ db, now }, { cycleId, reviewId, stepId, taskToken }) =>
    untilCommitted(async () => {
      const cycle = await loadCycle(db, cycleId)
      const review = await loadReview(db, cycleId, reviewId)
      const planned = await findStep(db, cycle, review, stepId)
      if (planned?.kind !== kind) throw new Error(`The review ${reviewId} has no ${kind} step ${stepId}`)
      // The same try may be delivered twice.
      if (planned.taskToken === taskToken) return { attempt: planned.attempt }
      const change = openStep(planned, { at: now(), taskToken })
      return (await commitStepChange(db, change)) ? { attempt: change.after.attempt } : undefined
    }),
  )
}
