import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { raiseConcern } from '../domain/concern.ts'
import { type Dispute, disputeSchema } from '../domain/dispute.ts'
import type { DisputeDecision, DisputeSituation } from '../domain/dispute-course.ts'
import type { CycleId, ReviewId, StepId } from '../domain/ids.ts'
import type { NewRound } from '../domain/new-round.ts'
import type { Officer } from '../domain/officer.ts'
import type { Receipt } from '../domain/step.ts'
import { concernPut, concernSettlement, findOpenConcern } from './concerns.ts'
import { findCycle } from './cycles.ts'
import { type Database, queryAll, toItem } from './database.ts'
import { disputeKey, draftKey } from './keys.ts'
import { reviewStartPut } from './review-starts.ts'
import { commitReviewChange, findReview, findStep } from './reviews.ts'
import { findWords } from './words.ts'

/** Every dispute and appeal of a review, the oldest first. */
export async function listDisputes(db: Database, reviewId: ReviewId): Promise<Dispute[]> {
  const rows = await queryAll(db, `REVIEW#${reviewId}`, { skPrefix: 'DISPUTE#', consistent: true })
  return rows.map((row) => disputeSchema.parse(row))
}

/** All that decides what may be done about a review's outcome; undefined where there is no such review. */
export async function findDisputeSituation(
  db: Database,
  cycleId: CycleId,
  reviewId: ReviewId,
): Promise<DisputeSituation | undefined> {
  const [cycle, review, disputes] = await Promise.all([
    findCycle(db, cycleId),
    findReview(db, cycleId, reviewId),
    listDisputes(db, reviewId),
  ])
  if (cycle === undefined || review === undefined) return undefined
  const steps = await Promise.all(review.steps.map(({ stepId }) => findStep(db, cycle, review, stepId)))
  return { cycle, review, disputes, steps: steps.filter((step) => step !== undefined) }
}

/**
 * One transaction for an act on a dispute: its row, what it makes of the review, its entry, what HR sees of it, the workflow
 * that it starts. `undefined` when somebody was quicker; then load, decide and commit again.
 * @param by who of HR settles it.
 */
export async function commitDisputeChange(
  db: Database,
  decision: DisputeDecision & Pick<NewRound, 'ratingDraft'>,
  by?: Officer,
): Promise<Receipt | undefined> {
  const { dispute, start, concern, ratingDraft, ...change } = decision
  return commitReviewChange(db, {
    ...change,
    also: [
      disputePut(db, dispute),
      ...(start === undefined ? [] : [reviewStartPut(db, start)]),
      ...(await concernItems(db, decision, by)),
      ...(await ratingDraftItems(db, decision.after.reviewId, { ratingDraft, at: change.event.at })),
    ],
  })
}

function disputePut(db: Database, { before, after }: DisputeDecision['dispute']): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...disputeKey(after.reviewId, after.number), ...after }),
      ...(before === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: marshall({ ':version': before.version }),
          }),
    },
  }
}

async function concernItems(
  db: Database,
  { concern, dispute: { after }, event }: DisputeDecision,
  by: Officer | undefined,
): Promise<TransactWriteItem[]> {
  const { cycleId, reviewId, revieweeId, concernId, overdueConcernId, reason } = after
  const raised = { cycleId, reviewId, aboutId: revieweeId, at: event.at }
  if (concern === 'raised') {
    const words = reason === undefined ? {} : { words: reason.slice(0, CONCERN_WORDS) }
    return [concernPut(db, raiseConcern({ ...raised, concernId, kind: 'dispute', ...words }))]
  }
  if (concern === 'overdue' && overdueConcernId !== undefined) {
    return [concernPut(db, raiseConcern({ ...raised, concernId: overdueConcernId, kind: 'dispute-overdue' }))]
  }
  if (concern !== 'settled') return []
  const act = { at: event.at, ...(by === undefined ? {} : { by }) }
  const found = await Promise.all([concernId, overdueConcernId].map((id) => id && findOpenConcern(db, id)))
  // Somebody may have put one away by hand; the dispute is what counts.
  return found.flatMap((open) => (open === undefined ? [] : concernSettlement(db, open, act)))
}

/** HR's list shows the beginning; the dispute's own page has all of it. */
const CONCERN_WORDS = 500

/** What was written the first time becomes the draft of the second. */
export async function ratingDraftItems(
  db: Database,
  reviewId: ReviewId,
  { ratingDraft, at }: { ratingDraft: { from: StepId; to: StepId } | undefined; at: string },
): Promise<TransactWriteItem[]> {
  const words = ratingDraft && (await findWords(db, reviewId, ratingDraft.from))
  if (ratingDraft === undefined || words === undefined) return []
  const { nonce: _, ...written } = words
  return [
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...draftKey(reviewId, ratingDraft.to), ...written, version: 1, savedAt: at }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ]
}
