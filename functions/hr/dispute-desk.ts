import type { Account, DisputeSituation, PartInReview } from '../domain/dispute-course.ts'
import type { CycleId, PersonId, ReviewId } from '../domain/ids.ts'
import type { Review } from '../domain/review.ts'
import type { Database } from '../store/database.ts'
import { findDisputeSituation } from '../store/disputes.ts'
import { type KnownOfficer, listOfficers } from '../store/officers.ts'
import { findPeople } from '../store/people.ts'
import type { HrSession } from '../web/sessions.ts'

/** A review's disputes with all that says who may decide on them. */
export interface DisputeDesk extends DisputeSituation {
  parts: readonly PartInReview[]
  /** Accounts of HR that have signed in here, the one who looks among them. */
  officers: readonly Pick<KnownOfficer, 'subject' | 'name' | 'email'>[]
}

export async function gatherDisputeDesk(
  db: Database,
  session: HrSession,
  { cycleId, reviewId }: { cycleId: CycleId; reviewId: ReviewId },
): Promise<DisputeDesk | undefined> {
  const [situation, known] = await Promise.all([
    findDisputeSituation(db, cycleId, reviewId),
    listOfficers(db),
  ])
  if (situation === undefined) return undefined
  const people = await findPeople(db, [...everybodyIn(situation.review)])
  const self = accountOf(session)
  return {
    ...situation,
    parts: [...people.values()].map(({ name, email }) => ({ name, email })),
    officers: [self, ...known.filter(({ subject }) => subject !== session.subject)],
  }
}

/** The reviewee, and everybody who has rated, given input or signed in any of the review's records. */
function everybodyIn({ revieweeId, ratingSupervisorId, lineSupervisorId, steps, earlier = [] }: Review) {
  const lines = [...steps, ...earlier.flatMap((record) => record.steps)]
  const ids = [revieweeId, ratingSupervisorId, lineSupervisorId, ...lines.map(({ assigneeId }) => assigneeId)]
  return new Set(ids.filter((id): id is PersonId => id !== null))
}

/** Whoever is signed in, as the one who might decide. */
export function accountOf({ subject, name, email }: HrSession): Account {
  return { subject, name, ...(email === undefined ? {} : { email }) }
}
