import type { PersonId } from '../../domain/ids.ts'
import type { Participant } from '../../domain/participant.ts'
import { type Refusal, refuse } from '../../domain/refusal.ts'
import type { Review } from '../../domain/review.ts'
import type { ReviewStep } from '../../domain/step.ts'
import { findParticipant } from '../../store/participants.ts'
import { findStep, loadReview } from '../../store/reviews.ts'
import type { OperationSituation, Target } from './operation.ts'

/** What the operations on people have in common: whose part it is, and what of it is in which review. */

export function personIn(target: Target): PersonId {
  return target.kind === 'person' ? target.personId : target.review.revieweeId
}

/** Somebody's part in the cycle, as it is now. */
export async function partOf(
  { db, cycle }: OperationSituation,
  target: Target,
): Promise<Participant | Refusal> {
  const participant = await findParticipant(db, cycle.cycleId, personIn(target))
  const name = target.kind === 'person' ? target.name : target.review.revieweeName
  return participant ?? refuse('no-part', `${name} has no part in this cycle.`)
}

/** The review of somebody with all its steps, as they are now. */
export async function ownReviewOf(
  situation: OperationSituation,
  personId: PersonId,
): Promise<{ review: Review; steps: ReviewStep[] } | undefined> {
  const found = (await situation.reviews()).find(({ revieweeId }) => revieweeId === personId)
  if (found === undefined) return undefined
  const review = await loadReview(situation.db, situation.cycle.cycleId, found.reviewId)
  return { review, steps: await stepsOf(situation, review) }
}

export async function stepsOf({ db, cycle }: OperationSituation, review: Review): Promise<ReviewStep[]> {
  const steps = await Promise.all(review.steps.map(({ stepId }) => findStep(db, cycle, review, stepId)))
  return steps.filter((step) => step !== undefined)
}
