import { raiseConcern } from '../../domain/concern.ts'
import { goOnWithoutPeer, partsLeftBehind } from '../../domain/departure.ts'
import { endEarly } from '../../domain/early-end.ts'
import type { PersonId } from '../../domain/ids.ts'
import { count } from '../../domain/listed.ts'
import type { Participant } from '../../domain/participant.ts'
import { withdraw } from '../../domain/participation.ts'
import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import { CLOSED_STAGES, type Review } from '../../domain/review.ts'
import { concernPut, listOpenConcerns } from '../../store/concerns.ts'
import { transact, untilCommitted } from '../../store/database.ts'
import { commitParticipantAct } from '../../store/participant-acts.ts'
import { commitReviewChange, findStep, loadReview } from '../../store/reviews.ts'
import type { Effect, OperationSituation } from './operation.ts'
import { ownReviewOf } from './person-target.ts'

/**
 * What it means that somebody leaves a cycle, by HR's act or because the company's people file says so. First their own part
 * and their links, in one transaction; then, review by review, what they were asked about others. Doing it again goes on
 * where it was broken off.
 */
export async function planWithdrawal(
  situation: OperationSituation,
  participant: Participant,
  reason: string,
): Promise<Effect | Refusal> {
  const { db, cycle, act } = situation
  const { personId, name } = participant
  const { asPeer, asSupervisor } = partsLeftBehind(await situation.reviews(), personId)
  const isGone = participant.state === 'withdrawn'
  const orphans = isGone ? await notYetOrphaned(situation, asSupervisor) : asSupervisor
  if (isGone && asPeer.length === 0 && orphans.length === 0) {
    return {
      drafts: 0,
      mails: [],
      sentences: [`${name} takes no part any more.`],
      isDone: true,
      commit: async () => true,
    }
  }
  const own = await ownReviewOf(situation, personId)
  const hasOpenReview = own !== undefined && !CLOSED_STAGES.includes(own.review.stage)
  const end = hasOpenReview ? endEarly(own.review, own.steps, { ...act, as: 'withdrawn', reason }) : undefined
  if (isRefusal(end)) return end
  const decision = isGone ? undefined : withdraw(participant, { ...act, reason })
  if (isRefusal(decision)) return decision
  return {
    drafts: 0,
    mails: [],
    sentences: [
      ...(isGone ? [] : [`${name} takes no part any more: their links and sessions end at once.`]),
      ...(hasOpenReview
        ? ['Their own review ends and is labelled Left. What was written stays, and is in every export.']
        : []),
      ...(asPeer.length === 0
        ? []
        : [`${count(asPeer.length, 'review goes', 'reviews go')} on without their input as a colleague.`]),
      ...(orphans.length === 0
        ? []
        : [
            `${count(orphans.length, 'review waits', 'reviews wait')} for somebody else to rate or countersign; they stand on your start page until you name somebody.`,
          ]),
    ],
    async commit() {
      if (decision !== undefined && !(await commitParticipantAct(db, cycle, decision, end))) return false
      for (const review of asPeer) await goOnWithout(situation, review, personId)
      for (const review of orphans) await raiseOrphan(situation, review, personId)
      return true
    },
  }
}

async function goOnWithout(situation: OperationSituation, { reviewId }: Review, personId: PersonId) {
  const { db, cycle, act } = situation
  await untilCommitted(async () => {
    const review = await loadReview(db, cycle.cycleId, reviewId)
    const line = partsLeftBehind([review], personId).asPeer[0]?.steps.find(
      ({ kind, assigneeId }) => kind === 'peerInput' && assigneeId === personId,
    )
    const step = line && (await findStep(db, cycle, review, line.stepId))
    const decision = step && goOnWithoutPeer({ cycle, review, step }, act)
    // Sent in, or taken over by somebody else, in this very moment.
    if (decision === undefined || isRefusal(decision)) return true
    return (await commitReviewChange(db, decision)) === undefined ? undefined : true
  })
}

async function raiseOrphan(
  { db, cycle, act }: OperationSituation,
  { reviewId }: Review,
  personId: PersonId,
): Promise<void> {
  const concern = raiseConcern({
    concernId: db.mint.concernId(),
    cycleId: cycle.cycleId,
    kind: 'orphaned',
    aboutId: personId,
    reviewId,
    at: act.at,
  })
  await transact(db, [concernPut(db, concern)])
}

async function notYetOrphaned(
  { db, cycle }: OperationSituation,
  reviews: readonly Review[],
): Promise<Review[]> {
  const known = new Set(
    (await listOpenConcerns(db))
      .filter(({ kind, cycleId }) => kind === 'orphaned' && cycleId === cycle.cycleId)
      .map(({ reviewId }) => reviewId),
  )
  return reviews.filter(({ reviewId }) => !known.has(reviewId))
}
