import type { Answers } from '../../../functions/domain/answers.ts'
import type { CycleId } from '../../../functions/domain/ids.ts'
import type { Review } from '../../../functions/domain/review.ts'
import type { ReviewStep, StepKind } from '../../../functions/domain/step.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { openTheCycle } from '../../../functions/steps/open-the-cycle.ts'
import { openTheSelfAssessment } from '../../../functions/steps/open-the-self-assessment.ts'
import { loadCycle } from '../../../functions/store/cycles.ts'
import type { Database } from '../../../functions/store/database.ts'
import { commitReviewChange, findStep, loadReview } from '../../../functions/store/reviews.ts'
import { wordsPut } from '../../../functions/store/words.ts'
import type { StepBench } from './step-bench.ts'

/** A cycle that was opened by its own step. */
export async function openedCycle(bench: StepBench): Promise<CycleId> {
  const cycleId = await bench.scheduleCycle()
  await bench.run(openTheCycle, { cycleId })
  return cycleId
}

/** Lets a review's workflow begin, as its first task does. */
export async function beginReview(bench: StepBench, { cycleId, reviewId, steps }: Review): Promise<void> {
  const line = steps.find(({ kind }) => kind === 'selfAssessment')
  await bench.run(openTheSelfAssessment, { cycleId, reviewId, stepId: line?.stepId, taskToken: 'token' })
}

/** Writes a settled step and what it makes of the review, without the acts that the participant's tests try. */
export async function settle(
  db: Database,
  { cycleId, reviewId }: Pick<Review, 'cycleId' | 'reviewId'>,
  kind: StepKind,
  values: Partial<Review>,
  at: string,
): Promise<void> {
  const [cycle, review] = await Promise.all([loadCycle(db, cycleId), loadReview(db, cycleId, reviewId)])
  const line = review.steps.find((each) => each.kind === kind)
  const before = line && (await findStep(db, cycle, review, line.stepId))
  if (before === undefined) throw new Error(`The review has no ${kind}`)
  const after: ReviewStep = { ...before, state: 'submitted', settledAt: at, version: before.version + 1 }
  const answers: Answers = {}
  const words = { formVersion: 1, answers, proposedRating: 3, justification: '' }
  const receipt = await commitReviewChange(db, {
    before: review,
    after: { ...review, ...values },
    steps: [{ before, after, from: [before.state] }],
    event: plainEvent('supervisor-rating.submitted', 'submitted', { at }),
    counts: {},
    also: kind === 'supervisorRating' ? [wordsPut(db, after, words)] : [],
  })
  if (receipt === undefined) throw new Error('Somebody was quicker, which no test here wants')
}

export const rate = (db: Database, review: Review, at: string): Promise<void> =>
  settle(db, review, 'supervisorRating', { stage: 'rated', proposedRating: 3 }, at)
