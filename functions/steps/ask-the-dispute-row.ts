import * as z from 'zod'
import { isOpenDispute } from '../domain/dispute.ts'
import { markOverdue } from '../domain/dispute-course.ts'
import { disputeRulesOf, endOfWorkingDays } from '../domain/dispute-rules.ts'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { untilCommitted } from '../store/database.ts'
import { commitDisputeChange, findDisputeSituation } from '../store/disputes.ts'
import { step } from './step.ts'

const inputSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema, dispute: z.int().min(1) })

/** An execution lives at most a year; a dispute that is this old is HR's and the alert's, and no clock's any more. */
const GIVE_UP_AFTER_MS = 300 * 86_400_000

/**
 * The clock of a dispute has run out; the row decides. Answers `{until}` while it is undecided, and alerts HR the first time that
 * this is after its last day. Nothing is ever decided here.
 */
export const askTheDisputeRow = step(
  inputSchema,
  async ({ db, now }, { cycleId, reviewId, dispute: number }) =>
    untilCommitted(async () => {
      const situation = await findDisputeSituation(db, cycleId, reviewId)
      const dispute = situation?.disputes.find((one) => one.number === number)
      if (situation === undefined || dispute === undefined) {
        throw new Error(`The review ${reviewId} has no dispute ${number}`)
      }
      const at = now()
      const isOver =
        situation.review.erasedAt !== undefined ||
        Date.parse(at) - Date.parse(dispute.raisedAt) > GIVE_UP_AFTER_MS
      if (!isOpenDispute(dispute) || isOver) return {}
      if (at < dispute.dueAt) return { until: dispute.dueAt }
      const until = endOfWorkingDays(situation.cycle, at, disputeRulesOf(situation.cycle).decisionDays)
      if (dispute.overdueAt !== undefined) return { until }
      const decision = markOverdue(situation, dispute, { at, concernId: db.mint.concernId() })
      return (await commitDisputeChange(db, decision)) && { until }
    }),
)
