import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { raiseConcern } from '../domain/concern.ts'
import type { CycleId, ReviewId } from '../domain/ids.ts'
import {
  type Reopening,
  type ReopeningDecision,
  type ReopeningSituation,
  reopeningSchema,
} from '../domain/reopening.ts'
import type { Receipt } from '../domain/step.ts'
import { concernPut, concernSettlement, listOpenConcerns } from './concerns.ts'
import { type Database, queryAll, toItem } from './database.ts'
import { findDisputeSituation, ratingDraftItems } from './disputes.ts'
import { reopeningKey } from './keys.ts'
import { reviewStartPut } from './review-starts.ts'
import { commitReviewChange } from './reviews.ts'

/** Every reopening of a review that was asked for, the oldest first. */
export async function listReopenings(db: Database, reviewId: ReviewId): Promise<Reopening[]> {
  const rows = await queryAll(db, `REVIEW#${reviewId}`, { skPrefix: 'REOPENING#', consistent: true })
  return rows.map((row) => reopeningSchema.parse(row))
}

/** All that decides whether a review can be reopened; undefined where there is no such review. */
export async function findReopeningSituation(
  db: Database,
  cycleId: CycleId,
  reviewId: ReviewId,
): Promise<ReopeningSituation | undefined> {
  const [situation, reopenings] = await Promise.all([
    findDisputeSituation(db, cycleId, reviewId),
    listReopenings(db, reviewId),
  ])
  return situation && { ...situation, reopenings }
}

/** One transaction for an act on a reopening. `undefined` when somebody was quicker; then load, decide and commit again. */
export async function commitReopeningChange(
  db: Database,
  decision: ReopeningDecision,
): Promise<Receipt | undefined> {
  const { reopening, start, ratingDraft, ...change } = decision
  const { before, after } = reopening
  const concern = await concernItems(db, decision)
  return commitReviewChange(db, {
    ...change,
    also: [
      {
        Put: {
          TableName: db.tables.records,
          Item: toItem({ ...reopeningKey(after.reviewId, after.number), ...after }),
          ...(before === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'version = :version',
                ExpressionAttributeValues: marshall({ ':version': before.version }),
              }),
        },
      },
      ...concern,
      ...(start === undefined ? [] : [reviewStartPut(db, start)]),
      ...(await ratingDraftItems(db, after.reviewId, { ratingDraft, at: change.event.at })),
    ],
  })
}

/** A second person of HR is asked for while a reopening waits, and no longer. */
async function concernItems(
  db: Database,
  { reopening: { before, after }, before: review }: ReopeningDecision,
): Promise<TransactWriteItem[]> {
  const { cycleId, reviewId } = after
  if (after.status === 'requested') {
    const { revieweeId: aboutId } = review
    const raised = { concernId: db.mint.concernId(), cycleId, reviewId, aboutId, at: after.requestedAt }
    return before === undefined ? [concernPut(db, raiseConcern({ ...raised, kind: 'reopening' }))] : []
  }
  const act =
    after.status === 'confirmed'
      ? { at: after.confirmedAt, by: after.confirmedBy }
      : { at: after.withdrawnAt }
  return (await listOpenConcerns(db))
    .filter((open) => open.kind === 'reopening' && open.reviewId === reviewId)
    .flatMap((open) => concernSettlement(db, open, act))
}
