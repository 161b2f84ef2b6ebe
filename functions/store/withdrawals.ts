import { raiseConcern } from '../domain/concern.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { HrAct } from '../domain/cycle-course.ts'
import type { ReviewDecision } from '../domain/decision.ts'
import { goOnWithoutPeer, partsLeftBehind } from '../domain/departure.ts'
import { endEarly } from '../domain/early-end.ts'
import type { PersonId, StepId } from '../domain/ids.ts'
import type { Participant } from '../domain/participant.ts'
import { type ParticipantDecision, withdraw } from '../domain/participation.ts'
import type { Person } from '../domain/person.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { CLOSED_STAGES, type Review } from '../domain/review.ts'
import { changeSupervisor, nextLevelUp, takesOver } from '../domain/supervisor-change.ts'
import { concernPut, listOpenConcerns } from './concerns.ts'
import { loadCycle } from './cycles.ts'
import { type Database, transact, untilCommitted } from './database.ts'
import { commitParticipantAct } from './participant-acts.ts'
import { commitReviewChange, findStep, loadReview, loadSupervisorSituation } from './reviews.ts'
import { successorItems } from './successors.ts'
import { findDraft } from './words.ts'

/** Somebody leaves a cycle: what that changes, as far as it has not been done yet. */
export interface Withdrawal {
  participant: Participant
  /** Their own part; absent where it has ended already. */
  part: ParticipantDecision | undefined
  /** Their own review, where it had not ended. */
  own: ReviewDecision | undefined
  /** Reviews that go on without their input as a colleague. */
  asPeer: readonly Review[]
  /** Reviews that somebody above them rates, or countersigns, from now on. */
  successions: readonly Succession[]
  /** Reviews that nobody rates or countersigns any more. */
  orphans: readonly Review[]
}

export interface Succession {
  review: Review
  successor: Person
  /** What goes to the successor: the rating, with a draft if there is one, or only the signature below it. */
  takesOver: 'rating' | 'signature'
  stepId: StepId
  hasDraft: boolean
}

/** Where the withdrawal happens and who does it. */
export interface WithdrawalPlace {
  cycle: ReviewCycle
  reviews: readonly Review[]
  everybody: readonly Person[]
  act: HrAct & { reason: string }
}

export async function planWithdrawal(
  db: Database,
  place: WithdrawalPlace,
  participant: Participant,
): Promise<Withdrawal | Refusal> {
  const { cycle, reviews, act } = place
  const { personId } = participant
  const { asPeer, asSupervisor } = partsLeftBehind(reviews, personId)
  const part = participant.state === 'withdrawn' ? undefined : withdraw(participant, act)
  if (isRefusal(part)) return part
  const own = await endOfOwnReview(db, place, personId)
  if (isRefusal(own)) return own
  const unheard = await notYetOrphaned(db, cycle, asSupervisor)
  const successions = await successionsIn(db, place, unheard, personId)
  const taken = new Set(successions.map(({ review }) => review.reviewId))
  const orphans = unheard.filter(({ reviewId }) => !taken.has(reviewId))
  return { participant, part, own, asPeer, successions, orphans }
}

/** The next level up takes over, where there is somebody who may and is not away. */
async function successionsIn(
  db: Database,
  { cycle, everybody }: WithdrawalPlace,
  reviews: readonly Review[],
  personId: PersonId,
): Promise<Succession[]> {
  const people = new Map(everybody.map((person) => [person.personId, person]))
  const found = await Promise.all(
    reviews.map(async (review): Promise<Succession[]> => {
      const successor = nextLevelUp(review, personId, people)
      if (successor === undefined || isRefusal(await successorItems(db, cycle, successor))) return []
      const situation = await loadSupervisorSituation(db, cycle, review.reviewId)
      const what = takesOver(situation)
      const { stepId } = what === 'rating' ? situation.rating : situation.countersignature
      const hasDraft = what === 'rating' && (await findDraft(db, review.reviewId, stepId)) !== undefined
      return [{ review, successor, takesOver: what, stepId, hasDraft }]
    }),
  )
  return found.flat()
}

export const isNothingLeft = ({ part, asPeer, successions, orphans }: Withdrawal): boolean =>
  part === undefined && asPeer.length === 0 && successions.length === 0 && orphans.length === 0

/**
 * First their own part and their links, with their own review, in one transaction; then, review by review, what they were
 * asked about others. Doing it again goes on where it was broken off. `false` when somebody was quicker.
 */
export async function commitWithdrawal(
  db: Database,
  { cycle, act }: Pick<WithdrawalPlace, 'cycle' | 'act'>,
  { participant, part, own, asPeer, successions, orphans }: Withdrawal,
): Promise<boolean> {
  if (part !== undefined && !(await commitParticipantAct(db, cycle, part, own))) return false
  for (const review of asPeer) await goOnWithout(db, { cycle, act }, review, participant.personId)
  for (const succession of successions) {
    if (!(await handOver(db, { cycle, act }, succession))) {
      await raiseOrphan(db, { cycle, act }, succession.review, participant.personId)
    }
  }
  for (const review of orphans) await raiseOrphan(db, { cycle, act }, review, participant.personId)
  return true
}

type Doing = Pick<WithdrawalPlace, 'cycle' | 'act'>

/** `false` where the successor may not take over any more; where nothing is left to take over, all is well. */
async function handOver(
  db: Database,
  { cycle, act }: Doing,
  { review, successor }: Succession,
): Promise<boolean> {
  const { at, by, reason } = act
  return untilCommitted(async () => {
    const situation = await loadSupervisorSituation(db, cycle, review.reviewId)
    const decision = changeSupervisor(situation, { at, by, successor, reason })
    if (isRefusal(decision)) return decision.code === 'over' || decision.code === 'same-supervisor'
    const admission = await successorItems(db, await loadCycle(db, cycle.cycleId), successor)
    if (isRefusal(admission)) return false
    return (await commitReviewChange(db, { ...decision, also: admission })) === undefined ? undefined : true
  })
}

async function raiseOrphan(
  db: Database,
  { cycle, act }: Doing,
  { reviewId }: Review,
  aboutId: PersonId,
): Promise<void> {
  const concern = raiseConcern({
    concernId: db.mint.concernId(),
    cycleId: cycle.cycleId,
    kind: 'orphaned',
    aboutId,
    reviewId,
    at: act.at,
  })
  await transact(db, [concernPut(db, concern)])
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
  { cycle, act }: Doing,
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
