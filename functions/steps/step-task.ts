import * as z from 'zod'
import type { StepSituation } from '../domain/decision.ts'
import { cycleIdSchema, reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import { openStep, type StepKind } from '../domain/step.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitStepChange, loadSituation } from '../store/reviews.ts'
import { type Step, step } from './step.ts'

export const stepTaskSchema = z.object({
  cycleId: cycleIdSchema,
  reviewId: reviewIdSchema,
  stepId: stepIdSchema,
  taskToken: z.string().min(1),
})

/** Writes a new attempt into the row; false when somebody was quicker. */
export type OpenRow = (
  db: Database,
  situation: StepSituation,
  act: { at: string; taskToken: string },
) => Promise<boolean>

export const openAsPlanned: OpenRow = (db, situation, act) =>
  commitStepChange(db, openStep(situation.step, act))

/**
 * A human step of the review's workflow: the row takes the attempt and its token, and that is all. Whoever answers,
 * answers to the row; the stream then sends the token on.
 */
export function stepTask(
  kind: StepKind,
  open: OpenRow = openAsPlanned,
): Step<z.infer<typeof stepTaskSchema>> {
  return step(stepTaskSchema, async ({ db, now }, { taskToken, ...where }) =>
    untilCommitted(async () => {
      const situation = await loadSituation(db, where)
      const { step: row } = situation
      if (row.kind !== kind) throw new Error(`The step ${where.stepId} is no ${kind} but a ${row.kind}`)
      // The same try may be delivered twice.
      if (row.taskToken === taskToken) return { attempt: row.attempt }
      const isOpen = await open(db, situation, { at: now(), taskToken })
      return isOpen ? { attempt: row.attempt + 1 } : undefined
    }),
  )
}
