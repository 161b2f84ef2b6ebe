import { type PersonId, personIdSchema } from '../domain/ids.ts'
import type { Review } from '../domain/review.ts'
import type { Database } from '../store/database.ts'
import { findPeople } from '../store/people.ts'
import type { ExplainedEntry } from './explained-chain.ts'

/** Names of the people whom opened values mean. Values that are withheld are not among them. */
export async function namesIn(
  db: Database,
  review: Review,
  entries: readonly ExplainedEntry[],
): Promise<Record<string, string>> {
  const ids = new Set<PersonId>([review.revieweeId, review.ratingSupervisorId])
  for (const { commitments } of entries) {
    for (const { state } of commitments) {
      const id = state.state === 'opened' ? personIdSchema.safeParse(state.value).data : undefined
      if (id !== undefined) ids.add(id)
    }
  }
  const people = await findPeople(db, [...ids])
  return Object.fromEntries([...people.values()].map(({ personId, name }) => [personId, name]))
}
