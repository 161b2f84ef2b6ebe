import { type PersonId, personIdSchema } from '../domain/ids.ts'
import type { Review } from '../domain/review.ts'
import type { StepKind } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import { findPeople } from '../store/people.ts'
import type { ExplainedEntry } from './explained-chain.ts'

const steps: Readonly<Record<StepKind, string>> = {
  selfAssessment: 'Self-assessment',
  peerInput: 'A colleague’s input',
  supervisorRating: 'Supervisor’s rating',
  release: 'Release',
  revieweeSignature: 'Reviewee’s signature',
  supervisorSignature: 'Supervisor’s signature',
}

/**
 * What ids in opened values mean: names of people, and which step of the review. Values that are withheld are not among them, and
 * a step says its kind only, never whose it is.
 * @param review whose entries they are; none for those of a cycle or the register.
 */
export async function namesIn(
  db: Database,
  review: Review | undefined,
  entries: readonly ExplainedEntry[],
): Promise<Record<string, string>> {
  const ids = new Set<PersonId>(review === undefined ? [] : [review.revieweeId, review.ratingSupervisorId])
  for (const { commitments } of entries) {
    for (const { state } of commitments) {
      const id = state.state === 'opened' ? personIdSchema.safeParse(state.value).data : undefined
      if (id !== undefined) ids.add(id)
    }
  }
  const people = await findPeople(db, [...ids])
  return Object.fromEntries([
    ...[...people.values()].map(({ personId, name }) => [personId, name]),
    ...(review?.steps ?? []).map(({ stepId, kind }) => [stepId, steps[kind]]),
  ])
}
