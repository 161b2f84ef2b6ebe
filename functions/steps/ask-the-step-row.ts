import * as z from 'zod'
import { earlierOf } from '../domain/calendar.ts'
import { cycleIdSchema, reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { missStep } from '../domain/review-course.ts'
import type { ReviewStep } from '../domain/step.ts'
import { answerTimeout } from '../domain/step-deadline.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { findParticipant } from '../store/participants.ts'
import { commitReviewChange, loadSituation } from '../store/reviews.ts'
import { step } from './step.ts'

const inputSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema, stepId: stepIdSchema })

/**
 * The workflow's clock has run out; the row decides. Answers `{until}` when there is more time (extended, or grace),
 * else `{settled}` with the state that the step ended in. While mail to the assignee comes back the clock stands still, a
 * day at a time, until HR has mended the address or the cycle ends.
 */
export const askTheStepRow = step(inputSchema, async ({ db, now }, where) =>
  untilCommitted(async () => {
    const situation = await loadSituation(db, where)
    const { step: row } = situation
    const at = now()
    const answer = answerTimeout(row, at)
    if (answer.answer === 'settled') return { settled: row.state }
    if (answer.answer === 'wait') return { until: answer.until }
    const unreachable = await isUnreachable(db, row)
    const end = situation.cycle.deadlines.supervisorSignature.graceUntil
    if (unreachable && at < end) return { until: earlierOf(oneDayAfter(at), end) }
    const decision = missStep(situation, { at, as: answer.as, unreachable })
    if (isRefusal(decision)) return { settled: row.state }
    return (await commitReviewChange(db, decision)) && { settled: answer.as }
  }),
)

async function isUnreachable(db: Database, { cycleId, assigneeId }: ReviewStep): Promise<boolean> {
  const participant = assigneeId === null ? undefined : await findParticipant(db, cycleId, assigneeId)
  return participant?.mailTrouble !== undefined
}

const oneDayAfter = (at: string): string => new Date(Date.parse(at) + 86_400_000).toISOString()
