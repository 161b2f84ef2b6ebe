import { type Challenge, challengeOf, type DisputeSituation } from '../domain/dispute-course.ts'
import type { ReviewId } from '../domain/ids.ts'
import type { Reopening } from '../domain/reopening.ts'
import type { Database } from '../store/database.ts'
import { findDisputeSituation } from '../store/disputes.ts'
import { listReopenings } from '../store/reopenings.ts'
import type { ParticipantSession } from '../web/sessions.ts'

/** What was disputed, decided and reopened in a review, for whoever may read it. */
export interface DisputeDesk extends DisputeSituation {
  reader: 'reviewee' | 'supervisor'
  challenge: Challenge
  /** Those that two of HR confirmed. */
  reopenings: readonly Extract<Reopening, { status: 'confirmed' }>[]
}

/** Only the reviewee and whoever rates read this; for anybody else there is no such page. */
export async function gatherDispute(
  db: Database,
  session: Pick<ParticipantSession, 'cycleId' | 'personId'>,
  reviewId: ReviewId,
  now: Date,
): Promise<DisputeDesk | undefined> {
  const situation = await findDisputeSituation(db, session.cycleId, reviewId)
  if (situation === undefined) return undefined
  const { revieweeId, ratingSupervisorId } = situation.review
  const reader =
    session.personId === revieweeId
      ? 'reviewee'
      : session.personId === ratingSupervisorId
        ? 'supervisor'
        : undefined
  if (reader === undefined) return undefined
  const reopenings = await listReopenings(db, reviewId)
  return {
    ...situation,
    reader,
    challenge: challengeOf(situation, now.toISOString()),
    reopenings: reopenings.filter((reopening) => reopening.status === 'confirmed'),
  }
}

export const disputeHref = (reviewId: ReviewId) => `/my/disputes/${reviewId}`
