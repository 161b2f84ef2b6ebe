import { raiseConcern } from '../domain/concern.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { HrAct } from '../domain/cycle-course.ts'
import type { ReviewDecision } from '../domain/decision.ts'
import { goOnWithoutPeer, partsLeftBehind } from '../domain/departure.ts'
import { endEarly } from '../domain/early-end.ts'
import type { PersonId } from '../domain/ids.ts'
import type { Participant } from '../domain/participant.ts'
import { type ParticipantDecision, withdraw } from '../domain/participation.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { CLOSED_STAGES, type Review } from '../domain/review.ts'
import { concernPut, listOpenConcerns } from './concerns.ts'
import { type Database, transact, untilCommitted } from './database.ts'
import { commitParticipantAct } from './participant-acts.ts'
import { commitReviewChange, findStep, loadReview } from './reviews.ts'

/** Somebody leaves a cycle: what that changes, as far as it has not been done yet. */
export interface Withdrawal {
  participant: Participant
  /** Their own part; absent where it has ended already. */
  part: ParticipantDecision | undefined
  /** Their own review, where it had not ended. */
  own: ReviewDecision | undefined
  /** Reviews that go on without their input as a colleague. */
  asPeer: readonly Review[]
  /** Reviews that nobody rates or countersigns any more. */
  orphans: readonly Review[]
}

/** Where the withdrawal happens and who does it. */
export interface WithdrawalPlace {
  cycle: ReviewCycle
  reviews: readonly Review[]
  act: HrAct & { reason: string }
}

export async function planWithdrawal(
  db: Database,
  { cycle, reviews, act }: WithdrawalPlace,
  participant: Participant,
): Promise<Withdrawal | Refusal> {
  const { personId } = participant
  const { asPeer, asSupervisor } = partsLeftBehind(reviews, personId)
  const part = participant.state === 'withdrawn' ? undefined : withdraw(participant, act)
  if (isRefusal(part)) return part
  const own = await endOfOwnReview(db, { cycle, reviews, act }, personId)
  if (isRefusal(own)) return own
  return { participant, part, own, asPeer, orphans: await notYetOrphaned(db, cycle, asSupervisor) }
}

export const isNothingLeft = ({ part, asPeer, orphans }: Withdrawal): boolean =>
  part === undefined && asPeer.length === 0 && orphans.length === 0

/**
 * First their own part and their links, with their own review, in one transaction; then, review by review, what they were
 * asked about others. Doing it again goes on where it was broken off. `false` when somebody was quicker.
 */
export async function commitWithdrawal(
  db: Database,
  { cycle, act }: WithdrawalPlace,
  { participant, part, own, asPeer, orphans }: Withdrawal,
): Promise<boolean> {
  if (part !== undefined && !(await commitParticipantAct(db, cycle, part, own))) return false
  for (const review of asPeer) await goOnWithout(db, { cycle, act }, review, participant.personId)
  for (const { reviewId } of orphans) {
    const concern = raiseConcern({
      concernId: db.mint.concernId(),
      cycleId: cycle.cycleId,
      kind: 'orphaned',
      aboutId: participant.personId,
      reviewId,
      at: act.at,
    })
    await transact(db, [concernPut(db, concern)])
  }
  return true
}

async function endOfOwnReview(
  db: Database,
  { cycle, reviews, act }: WithdrawalPlace,
  personId: PersonId,
): Promise<ReviewDecision | Refusal | undefined> {
  const found = reviews.find(({ revieweeId }) => revieweeId === personId)
  const review = found && (await loadReview(db, cycle.cycleId, found.reviewId))
  if (review === undefined || CLOSED_STAGES.includes(review.stage)) return undefined
  const steps = await Promise.all(review.steps.map(({ stepId }) => findStep(db, cycle, review, stepId)))
  return endEarly(
    review,
    steps.filter((step) => step !== undefined),
    { ...act, as: 'withdrawn' },
  )
}

async function goOnWithout(
  db: Database,
  { cycle, act }: Pick<WithdrawalPlace, 'cycle' | 'act'>,
  { reviewId }: Review,
  personId: PersonId,
): Promise<void> {
  await untilCommitted(async () => {
    const review = await loadReview(db, cycle.cycleId, reviewId)
    const line = partsLeftBehind([review], personId).asPeer[0]?.steps.find(
      ({ kind, assigneeId }) => kind === 'peerInput' && assigneeId === personId,
    )
    const step = line && (await findStep(db, cycle, review, line.stepId))
    const decision = step && goOnWithoutPeer({ cycle, review, step }, { at: act.at, by: act.by })
    // Sent in, or taken over by somebody else, in this very moment.
    if (decision === undefined || isRefusal(decision)) return true
    return (await commitReviewChange(db, decision)) === undefined ? undefined : true
  })
}

async function notYetOrphaned(
  db: Database,
  { cycleId }: ReviewCycle,
  reviews: readonly Review[],
): Promise<Review[]> {
  if (reviews.length === 0) return []
  const known = new Set(
    (await listOpenConcerns(db))
      .filter((concern) => concern.kind === 'orphaned' && concern.cycleId === cycleId)
      .map(({ reviewId }) => reviewId),
  )
  return reviews.filter(({ reviewId }) => !known.has(reviewId))
}
