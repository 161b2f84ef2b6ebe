import { type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { ReviewCycle } from '../domain/cycle.ts'
import { cycleIdSchema, type ReviewId } from '../domain/ids.ts'
import { CLOSED_STAGES, type Review, withSteps } from '../domain/review.ts'
import { isBehind, moveByPauses } from '../domain/review-after-pause.ts'
import { addToCounts } from './counts.ts'
import { loadCycle } from './cycles.ts'
import { type Database, getRow, toItem, transact, untilCommitted } from './database.ts'
import { type Key, reviewKey, shiftKey, unmovedIndexKey } from './keys.ts'
import { isConditionFailure } from './participants.ts'
import { EVERY_REVIEW, listReviews, listStepsOfReview, loadReview, stepPut } from './reviews.ts'

/** After a pause the days of every open step move. It takes as long as a cycle is big, so a row asks for it until it is done. */

export const isShiftKey = ({ sk }: Key): boolean => sk.startsWith('SHIFT#')

/** Part of resuming: from then on the sweep moves the steps, minute by minute, until all are moved. */
export function shiftPut(db: Database, { cycleId, pauses = [] }: ReviewCycle, at: string): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...shiftKey(cycleId, pauses.length), cycleId, unmoved: true, ...unmovedIndexKey(at) }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

const AT_ONCE = 8

/**
 * Moves the steps of the reviews that do not know of the newest pause yet.
 * @param time.until when to stop, on the clock of `performance.now()`; what is left is for the next turn.
 * @returns how many reviews are left.
 */
export async function movePausedSteps(
  db: Database,
  key: Key,
  time: { now(): string; until: number },
): Promise<number> {
  const row = await getRow(db, key)
  if (row?.unmoved !== true) return 0
  const cycle = await loadCycle(db, cycleIdSchema.parse(row.cycleId))
  const { reviews } = await listReviews(db, cycle.cycleId, EVERY_REVIEW)
  const behind = reviews.filter((review) => isBehind(cycle, review) && !CLOSED_STAGES.includes(review.stage))
  for (let start = 0; start < behind.length; start += AT_ONCE) {
    if (performance.now() > time.until) return behind.length - start
    await Promise.all(
      behind
        .slice(start, start + AT_ONCE)
        .map(({ reviewId }) => untilCommitted(() => moveReview(db, cycle, reviewId, time.now()))),
    )
  }
  await markShifted(db, key, time.now())
  return 0
}

async function moveReview(
  db: Database,
  cycle: ReviewCycle,
  reviewId: ReviewId,
  at: string,
): Promise<true | undefined> {
  const before = await loadReview(db, cycle.cycleId, reviewId)
  if (!isBehind(cycle, before)) return true
  const { after, steps } = moveByPauses(cycle, before, await listStepsOfReview(db, reviewId))
  const review: Review = {
    ...withSteps(
      after,
      steps.map((step) => step.after),
      at,
    ),
    version: before.version + 1,
  }
  const done = await transact(db, [
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...reviewKey(review.cycleId, reviewId), ...review }),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: marshall({ ':version': before.version }),
      },
    },
    ...steps.map((step) => stepPut(db, step)),
    addToCounts(db, review.cycleId, reviewId, {}),
  ])
  return done ? true : undefined
}

async function markShifted(db: Database, key: Key, at: string): Promise<void> {
  try {
    await db.client.send(
      new UpdateItemCommand({
        TableName: db.tables.records,
        Key: marshall(key),
        UpdateExpression: 'SET shiftedAt = :at REMOVE unmoved, gsi2pk, gsi2sk',
        ConditionExpression: 'unmoved = :true',
        ExpressionAttributeValues: marshall({ ':at': at, ':true': true }),
      }),
    )
  } catch (error) {
    if (!isConditionFailure(error)) throw error
  }
}
