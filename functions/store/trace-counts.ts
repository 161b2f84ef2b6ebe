import type { PersonId } from '../domain/ids.ts'
import type { StepKind } from '../domain/step.ts'
import type { Database } from './database.ts'
import { listEventsAbout } from './openings.ts'
import { listPeople } from './people.ts'
import { participationsOf } from './person-traces.ts'

/** What an erasure would find of somebody, in numbers. */
export interface TraceCounts {
  /** Cycles that they took part in. */
  cycles: number
  /** Reviews of them, and how many of those have a record that was released. */
  reviews: number
  records: number
  /** What they wrote about others: ratings as a supervisor, input as a colleague. */
  ratings: number
  colleagueInputs: number
  /** Entries of the trail of which the vault holds something that is about them. */
  entries: number
  /** Records of others that name them as the supervisor, or hold their input as a colleague without a name. These stay. */
  othersRecords: number
  /** People who have them as a supervisor or manager today. */
  supervises: number
}

export async function countTraces(db: Database, personId: PersonId): Promise<TraceCounts> {
  const counts: TraceCounts = {
    cycles: 0,
    reviews: 0,
    records: 0,
    ratings: 0,
    colleagueInputs: 0,
    entries: (await listEventsAbout(db, personId)).length,
    othersRecords: 0,
    supervises: (await listPeople(db)).filter(
      ({ supervisorId, managerId }) => supervisorId === personId || managerId === personId,
    ).length,
  }
  for await (const { reviews } of participationsOf(db, personId)) {
    counts.cycles += 1
    for (const review of reviews) {
      const wrote = (kind: StepKind) =>
        review.steps.some(
          (step) => step.kind === kind && step.assigneeId === personId && step.state === 'submitted',
        )
      const hasRecord = review.recordDigest !== null && review.erasedAt === undefined
      if (review.revieweeId === personId) {
        counts.reviews += 1
        if (hasRecord) counts.records += 1
        continue
      }
      if (wrote('supervisorRating')) counts.ratings += 1
      if (wrote('peerInput')) counts.colleagueInputs += 1
      if (hasRecord && (review.ratingSupervisorId === personId || wrote('peerInput'))) {
        counts.othersRecords += 1
      }
    }
  }
  return counts
}
