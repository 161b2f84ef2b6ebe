import * as z from 'zod'
import { earlierOf } from '../domain/calendar.ts'
import { pauseEndsAt } from '../domain/cycle-pause.ts'
import { cycleIdSchema, reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { isBehind } from '../domain/review-after-pause.ts'
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
 * else `{settled}` with the state that the step ended in. While mail to the assignee comes back, or they are on leave, the clock
 * stands still, a day at a time, until that is mended or the cycle ends; and while the whole cycle is paused.
 */
export const askTheStepRow = step(inputSchema, async ({ db, now }, where) =>
  untilCommitted(async () => {
    const situation = await loadSituation(db, where)
    const { step: row } = situation
    const at = now()
    const answer = answerTimeout(row, at)
    if (answer.answer === 'settled') return { settled: row.state }
    if (answer.answer === 'wait') return { until: answer.until }
    const { cycle, review } = situation
    const pauseEnd = pauseEndsAt(cycle)
    if (pauseEnd !== undefined && at < pauseEnd) return { until: earlierOf(oneDayAfter(at), pauseEnd) }
    // The cycle goes on again, and the sweep is moving the days of its steps.
    if (isBehind(cycle, review)) return { until: tenMinutesAfter(at) }
    // Nobody is held to a signature under what is being disputed.
    if (review.openDispute !== undefined && isSignature(row)) return { until: oneDayAfter(at) }
    const unreachable = await isUnreachable(db, row)
    const end =
      review.ownTime === true
        ? later(row.graceUntil, LONGEST_TROUBLE_MS)
        : cycle.deadlines.supervisorSignature.graceUntil
    if (unreachable && at < end) return { until: earlierOf(oneDayAfter(at), end) }
    const decision = missStep(situation, { at, as: answer.as, unreachable })
    if (isRefusal(decision)) return { settled: row.state }
    return (await commitReviewChange(db, decision)) && { settled: answer.as }
  }),
)

/** A review that goes on in its own time has no end of a cycle to wait for. */
const LONGEST_TROUBLE_MS = 90 * 86_400_000

const isSignature = ({ kind }: ReviewStep) => kind === 'revieweeSignature' || kind === 'supervisorSignature'

/** Whose mail comes back, or who is on leave, cannot be late. */
async function isUnreachable(db: Database, { cycleId, assigneeId }: ReviewStep): Promise<boolean> {
  const participant = assigneeId === null ? undefined : await findParticipant(db, cycleId, assigneeId)
  return participant?.mailTrouble !== undefined || participant?.state === 'paused'
}

const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString()
const oneDayAfter = (at: string) => later(at, 86_400_000)
const tenMinutesAfter = (at: string) => later(at, 600_000)
