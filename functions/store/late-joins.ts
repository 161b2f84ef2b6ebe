import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { LateJoin } from '../domain/late-joiner.ts'
import type { Participant } from '../domain/participant.ts'
import type { Review } from '../domain/review.ts'
import { firstStart } from '../domain/review-start.ts'
import { workflowInputOf } from '../domain/review-workflow-input.ts'
import { digestOfSubjects } from '../trail/digest.ts'
import { cycleChangeItems } from './cycles.ts'
import { type Database, getRows, toItem, transact } from './database.ts'
import { participantKey } from './keys.ts'
import { reviewStartPut } from './review-starts.ts'
import { reviewCreation, stepPut } from './reviews.ts'

/**
 * Somebody joins a running cycle: the review with its first entry, the cycle that counts it, everybody who is asked, and
 * the row that has the review's workflow started, all in one transaction. `false` when somebody was quicker.
 */
export async function commitLateJoin(db: Database, join: LateJoin): Promise<boolean> {
  const { before, after, review, participants, bypassed } = join
  const rows = await getRows(
    db,
    participants.map(({ cycleId, personId }) => participantKey(cycleId, personId)),
  )
  const there = new Set(rows.map(({ personId }) => personId))
  return transact(db, [
    ...cycleChangeItems(db, before, after, [join.cycleEvent]),
    ...reviewCreation(db, review, join.reviewEvent, {
      'review.opened': 1,
      ...(bypassed.length === 0 ? {} : { 'selfAssessment.bypassed': bypassed.length }),
    }).items,
    ...bypassed.map((change) => stepPut(db, change)),
    reviewStartPut(db, firstStart(workflowInputOf(after, review), { at: join.reviewEvent.at })),
    ...participants.map((one) =>
      there.has(one.personId) ? askedMore(db, one) : participantCreation(db, one),
    ),
  ])
}

function participantCreation(db: Database, participant: Participant): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...participantKey(participant.cycleId, participant.personId), ...participant }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** Who has a part already is asked for more; not who has been taken out, or gone on leave, in this very moment. */
function askedMore(db: Database, { cycleId, personId, asked }: Participant): TransactWriteItem {
  return {
    Update: {
      TableName: db.tables.records,
      Key: marshall(participantKey(cycleId, personId)),
      UpdateExpression: 'SET asked = list_append(asked, :asked)',
      ConditionExpression: '#state IN (:active, :exempt)',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: marshall({ ':asked': asked, ':active': 'active', ':exempt': 'exempt' }),
    },
  }
}

/** The fingerprint of a cycle's reviews with one more, as the entry that adds it names it. */
export function digestOfReviewsWith(reviews: readonly Review[], subjectRef: string): string {
  return digestOfSubjects([...reviews.map(({ chain }) => chain.subjectRef), subjectRef])
}
