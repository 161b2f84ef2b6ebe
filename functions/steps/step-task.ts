import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import { openLate } from '../domain/review-course.ts'
import { openStep, type StepKind } from '../domain/step.ts'
import { deadlineOnOpening } from '../domain/step-deadline.ts'
import { untilCommitted } from '../store/database.ts'
import { commitReviewChange, commitStepChange, loadSituation } from '../store/reviews.ts'
import { type Step, step } from './step.ts'

export const stepTaskSchema = z.object({
  cycleId: cycleIdSchema,
  reviewId: reviewIdSchema,
  stepId: stepIdSchema,
  taskToken: z.string().min(1),
})

/**
 * A human step of the review's workflow: the row takes the attempt and its token, and more time if it opens late. Whoever answers,
 * answers to the row; the stream then sends the token on.
 */
export function stepTask(kind: StepKind): Step<z.infer<typeof stepTaskSchema>> {
  return step(stepTaskSchema, async ({ db, now }, { taskToken, ...where }) =>
    untilCommitted(async () => {
      const situation = await loadSituation(db, where)
      const { cycle, step: row } = situation
      if (row.kind !== kind) throw new Error(`The step ${where.stepId} is no ${kind} but a ${row.kind}`)
      // The same try may be delivered twice.
      if (row.taskToken === taskToken) return { attempt: row.attempt }
      const act = { at: now(), taskToken }
      if (row.state === 'notOpen') {
        const time = deadlineOnOpening(cycle, row, act.at)
        if (time.dueAt !== row.dueAt) {
          const late = await commitReviewChange(db, openLate(situation, { ...act, ...time }))
          return late && { attempt: row.attempt + 1 }
        }
      }
      const change = openStep(row, act)
      return (await commitStepChange(db, change)) ? { attempt: change.after.attempt } : undefined
    }),
  )
}
