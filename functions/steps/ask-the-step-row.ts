import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { missStep } from '../domain/review-course.ts'
import { answerTimeout } from '../domain/step-deadline.ts'
import { untilCommitted } from '../store/database.ts'
import { commitReviewChange, loadSituation } from '../store/reviews.ts'
import { step } from './step.ts'

const inputSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema, stepId: stepIdSchema })

/**
 * The workflow's clock has run out; the row decides. Answers `{until}` when there is more time (extended, or grace),
 * else `{settled}` with the state that the step ended in.
 */
export const askTheStepRow = step(inputSchema, async ({ db, now }, where) =>
  untilCommitted(async () => {
    const situation = await loadSituation(db, where)
    const { step: row } = situation
    const at = now()
    const answer = answerTimeout(row, at)
    if (answer.answer === 'settled') return { settled: row.state }
    if (answer.answer === 'wait') return { until: answer.until }
    const decision = missStep(situation, { at, as: answer.as })
    if (isRefusal(decision)) return { settled: row.state }
    return (await commitReviewChange(db, decision)) && { settled: answer.as }
  }),
)
