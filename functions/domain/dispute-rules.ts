import * as z from 'zod'
import { addWorkingDays, endOfDay, laterOf, localDateOf } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import type { Dispute } from './dispute.ts'
import { daysOff } from './non-working-days.ts'
import type { Review } from './review.ts'

/** How long a cycle gives disputes, in working days. Part of its plan, so fixed with it at the launch. */
export const disputeRulesSchema = z.object({
  /** From the release, or the signature if that comes later; and the same from a decision for an appeal. */
  windowDays: z.int().min(1).max(60),
  /** From the dispute to the decision. */
  decisionDays: z.int().min(1).max(60),
})
export type DisputeRules = z.infer<typeof disputeRulesSchema>

/** What holds where a plan says nothing, as in cycles that are older than disputes. */
export const USUAL_DISPUTE_RULES: DisputeRules = { windowDays: 10, decisionDays: 10 }

export const disputeRulesOf = (cycle: Pick<ReviewCycle, 'disputes'>): DisputeRules =>
  cycle.disputes ?? USUAL_DISPUTE_RULES

type Zone = Pick<ReviewCycle, 'timeZone' | 'nonWorkingDays' | 'disputes'>

/** The end of the last working day of so many after a moment. */
export function endOfWorkingDays(
  cycle: Pick<ReviewCycle, 'timeZone' | 'nonWorkingDays'>,
  from: string,
  days: number,
): string {
  return endOfDay(addWorkingDays(localDateOf(from, cycle.timeZone), days, daysOff(cycle)), cycle.timeZone)
}

/**
 * Until when a record can be disputed: some working days after its release or its reviewee's signature, whichever is later,
 * and before a signature never less than there is time for it. Undefined while nothing is released.
 * @param signature the reviewee's step under that record.
 */
export function disputableUntil(
  cycle: Zone,
  { releasedAt }: Pick<Review, 'releasedAt'>,
  signature: { settledAt?: string | undefined; graceUntil: string; state: string } | undefined,
): string | undefined {
  if (releasedAt === undefined) return undefined
  const signedAt = signature?.state === 'submitted' ? signature.settledAt : undefined
  const from = signedAt === undefined ? releasedAt : laterOf(releasedAt, signedAt)
  const until = endOfWorkingDays(cycle, from, disputeRulesOf(cycle).windowDays)
  return signature === undefined || signedAt !== undefined ? until : laterOf(until, signature.graceUntil)
}

/**
 * Until when the decision can be appealed: some working days after it, or after the release of the record that it led to.
 * Undefined where there is no appeal: one a dispute.
 */
export function appealableUntil(
  cycle: Zone,
  { releasedAt }: Pick<Review, 'releasedAt'>,
  dispute: Dispute,
): string | undefined {
  if (dispute.state !== 'decided' || dispute.level === 'appeal') return undefined
  const from = laterOf(dispute.decidedAt, releasedAt ?? dispute.decidedAt)
  return endOfWorkingDays(cycle, from, disputeRulesOf(cycle).windowDays)
}

/** When it has to be decided. */
export const decisionDueAt = (cycle: Zone, raisedAt: string): string =>
  endOfWorkingDays(cycle, raisedAt, disputeRulesOf(cycle).decisionDays)
