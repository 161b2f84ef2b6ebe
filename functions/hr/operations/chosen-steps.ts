import * as z from 'zod'
import { HUMAN_STEPS } from '../../domain/cycle-progress.ts'
import { type StepId, stepIdSchema } from '../../domain/ids.ts'
import { type Review, waitingLines } from '../../domain/review.ts'
import { SETTLED, type StepKind } from '../../domain/step.ts'
import { findPeople } from '../../store/people.ts'
import { loadReview } from '../../store/reviews.ts'
import { stepNames } from '../pages/step-names.ts'
import type { OperationSituation, Target } from './operation.ts'

const kindSchema = z.enum(['waiting', ...HUMAN_STEPS])

/** One step by its id, all steps of a kind that are not done, or all that wait now. */
export type ChosenSteps = z.infer<typeof kindSchema> | StepId

export const chosenStepsSchema = z.custom<ChosenSteps>(
  (value) => kindSchema.safeParse(value).success || stepIdSchema.safeParse(value).success,
  'Choose the steps.',
)

/** The steps of a review that are meant, none of which is done, and none of which is the release. */
export function openLines(review: Review, chosen: ChosenSteps): Review['steps'] {
  const open =
    chosen === 'waiting'
      ? waitingLines(review)
      : review.steps.filter(
          ({ kind, stepId, state }) => !SETTLED.includes(state) && (kind === chosen || stepId === chosen),
        )
  return open.filter(({ kind }) => kind !== 'release')
}

/**
 * What a form offers: step by step, with who has it, where one review is chosen; kinds of steps where it is several people.
 * @param of the kinds of which there can be a choice.
 */
export async function stepsToChoose(
  { db, cycle }: Pick<OperationSituation, 'db' | 'cycle'>,
  targets: readonly Target[],
  of: readonly StepKind[],
): Promise<{ value: string; label: string }[]> {
  const [only, ...others] = targets
  if (only?.kind !== 'review' || others.length > 0) {
    return of.map((kind) => ({ value: kind, label: stepNames[kind] }))
  }
  const review = await loadReview(db, cycle.cycleId, only.review.reviewId)
  const people = await findPeople(
    db,
    review.steps.flatMap(({ assigneeId }) => assigneeId ?? []),
  )
  return review.steps
    .filter(({ kind, state }) => of.includes(kind) && !SETTLED.includes(state))
    .map(({ stepId, kind, assigneeId }) => ({
      value: stepId,
      label: [stepNames[kind], assigneeId === null ? 'nobody yet' : people.get(assigneeId)?.name]
        .filter(Boolean)
        .join(', '),
    }))
}
