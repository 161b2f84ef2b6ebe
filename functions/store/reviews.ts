import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { Counts } from '../domain/counts.ts'
import { type ReviewCycle, reviewCycleSchema } from '../domain/cycle.ts'
import type { ReviewDecision, StepSituation } from '../domain/decision.ts'
import type { CycleId, ReviewId, StepId } from '../domain/ids.ts'
import { type Review, reviewSchema, withSteps } from '../domain/review.ts'
import {
  plannedStep,
  type Receipt,
  type ReviewStep,
  reviewStepSchema,
  type StepChange,
} from '../domain/step.ts'
import type { SupervisorSituation } from '../domain/supervisor-change.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { addToCounts } from './counts.ts'
import {
  type Database,
  getRow,
  getRows,
  queryAll,
  queryPage,
  type Row,
  toItem,
  transact,
} from './database.ts'
import { assigneeIndexKey, cycleKey, reviewKey, stepKey, unmovedIndexKey } from './keys.ts'
import { appendEntry, type EntrySubject } from './trail.ts'

/** A decision with the writes of other nouns that belong to it, such as the words. */
export type ReviewChange = ReviewDecision & { also?: readonly TransactWriteItem[] }

export async function findReview(
  db: Database,
  cycleId: CycleId,
  reviewId: ReviewId,
): Promise<Review | undefined> {
  const row = await getRow(db, reviewKey(cycleId, reviewId))
  return row && reviewSchema.parse(row)
}

export async function loadReview(db: Database, cycleId: CycleId, reviewId: ReviewId): Promise<Review> {
  const review = await findReview(db, cycleId, reviewId)
  if (review === undefined) throw new Error(`The review ${reviewId} is not in the cycle ${cycleId}`)
  return review
}

/** What a step decides on must be all there is, as it is now: a half-second-old read could leave somebody out. */
export const EVERY_REVIEW = { limit: Number.MAX_SAFE_INTEGER, consistent: true } as const

/** A page of a cycle's reviews in the order of their ids, and the id to go on after. */
export async function listReviews(
  db: Database,
  cycleId: CycleId,
  page: { limit: number; after?: ReviewId; consistent?: boolean } = { limit: 2000 },
): Promise<{ reviews: Review[]; next: ReviewId | undefined }> {
  const reviews: Review[] = []
  let after: Row | undefined = page.after && { ...reviewKey(cycleId, page.after) }
  do {
    const { rows, next } = await queryPage(db, `CYCLE#${cycleId}`, {
      skPrefix: 'REVIEW#',
      consistent: page.consistent ?? false,
      ...(page.limit > 5000 ? {} : { limit: page.limit - reviews.length }),
      ...(after === undefined ? {} : { after }),
    })
    reviews.push(...rows.map((row) => reviewSchema.parse(row)))
    after = next
  } while (after !== undefined && reviews.length < page.limit)
  return { reviews, next: after === undefined ? undefined : reviews.at(-1)?.reviewId }
}

/** The stored step, or the step as the launch planned it when the workflow has not asked for it yet. */
export async function findStep(
  db: Database,
  cycle: ReviewCycle,
  review: Review,
  stepId: StepId,
): Promise<ReviewStep | undefined> {
  const row = await getRow(db, stepKey(review.reviewId, stepId))
  return row ? reviewStepSchema.parse(row) : plannedStep(cycle, review, stepId)
}

/**
 * A step with its review and cycle, in one request.
 * @throws when there is no such review in the cycle, or no such step in the review.
 */
export async function loadSituation(
  db: Database,
  at: { cycleId: CycleId; reviewId: ReviewId; stepId: StepId },
): Promise<StepSituation> {
  const keys = [cycleKey(at.cycleId), reviewKey(at.cycleId, at.reviewId), stepKey(at.reviewId, at.stepId)]
  const rows = new Map((await getRows(db, keys)).map((row) => [`${row.pk} ${row.sk}`, row]))
  const [cycleRow, reviewRow, stepRow] = keys.map(({ pk, sk }) => rows.get(`${pk} ${sk}`))
  if (cycleRow === undefined) throw new Error(`There is no cycle ${at.cycleId}`)
  if (reviewRow === undefined) throw new Error(`The review ${at.reviewId} is not in the cycle ${at.cycleId}`)
  const cycle = reviewCycleSchema.parse(cycleRow)
  const review = reviewSchema.parse(reviewRow)
  const step = stepRow ? reviewStepSchema.parse(stepRow) : plannedStep(cycle, review, at.stepId)
  if (step === undefined) throw new Error(`The review ${at.reviewId} has no step ${at.stepId}`)
  return { cycle, review, step }
}

/** A review with both steps of its supervisor. */
export async function loadSupervisorSituation(
  db: Database,
  cycle: ReviewCycle,
  reviewId: ReviewId,
): Promise<SupervisorSituation> {
  const review = await loadReview(db, cycle.cycleId, reviewId)
  const stepOf = async (kind: 'supervisorRating' | 'supervisorSignature') => {
    const line = review.steps.find((one) => one.kind === kind)
    const step = line && (await findStep(db, cycle, review, line.stepId))
    if (step === undefined) throw new Error(`The review ${reviewId} has no ${kind}`)
    return step
  }
  return {
    review,
    rating: await stepOf('supervisorRating'),
    countersignature: await stepOf('supervisorSignature'),
  }
}

/** Which of these steps have a row, which the workflow writes when it first asks for them. */
export async function whichStepsExist(
  db: Database,
  steps: readonly { reviewId: ReviewId; stepId: StepId }[],
): Promise<Set<StepId>> {
  const rows = await getRows(
    db,
    steps.map(({ reviewId, stepId }) => stepKey(reviewId, stepId)),
  )
  return new Set(rows.map((row) => reviewStepSchema.parse(row).stepId))
}

/** Every stored step of a review. */
export async function listStepsOfReview(db: Database, reviewId: ReviewId): Promise<ReviewStep[]> {
  const rows = await queryAll(db, `REVIEW#${reviewId}`, { skPrefix: 'STEP#', consistent: true })
  return rows.map((row) => reviewStepSchema.parse(row))
}

/** Every stored step that names this person in this cycle. The index follows a write within a second or so. */
export async function listStepsOfPerson(
  db: Database,
  cycleId: CycleId,
  personId: NonNullable<ReviewStep['assigneeId']>,
): Promise<ReviewStep[]> {
  const keys = await queryAll(db, `PERSON#${personId}`, {
    index: 'byAssignee',
    names: { pk: 'gsi1pk', sk: 'gsi1sk' },
    skPrefix: `${cycleId}#`,
  })
  const rows = await getRows(
    db,
    keys.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })),
  )
  return rows.map((row) => reviewStepSchema.parse(row)).filter((step) => step.assigneeId === personId)
}

const subjectOf = ({ cycleId, reviewId }: Review): EntrySubject => ({ kind: 'review', cycleId, reviewId })

/** Creates a review together with its first entry. `undefined` when it is there already. */
export async function createReview(
  db: Database,
  review: Review,
  event: TrailEvent,
): Promise<Receipt | undefined> {
  const { items, receipt } = reviewCreation(db, review, event, { 'review.opened': 1 })
  return (await transact(db, items)) ? receipt : undefined
}

/** The writes of a new review: its row, its first entry, and what it adds to the counters. */
export function reviewCreation(
  db: Database,
  review: Review,
  event: TrailEvent,
  counts: Counts,
): { items: TransactWriteItem[]; receipt: Receipt } {
  const entry = appendEntry(db, event, subjectOf(review), review.chain)
  const row = { ...review, version: 1, chain: entry.head }
  return {
    receipt: entry.receipt,
    items: [
      {
        Put: {
          TableName: db.tables.records,
          Item: toItem({ ...reviewKey(review.cycleId, review.reviewId), ...row }),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      addToCounts(db, review.cycleId, review.reviewId, counts),
      ...entry.items,
    ],
  }
}

/**
 * One transaction for one act: review, steps, words, entry, counters. `undefined` when somebody was quicker; then load,
 * decide and commit again.
 */
export async function commitReviewChange(db: Database, change: ReviewChange): Promise<Receipt | undefined> {
  const { items, receipt } = reviewChangeItems(db, change)
  return (await transact(db, items)) ? receipt : undefined
}

/** The writes of such an act, for one that changes more than one review's own rows. */
export function reviewChangeItems(
  db: Database,
  change: ReviewChange,
): { items: TransactWriteItem[]; receipt: Receipt } {
  const { before, after } = change
  const entry = appendEntry(db, change.event, subjectOf(before), before.chain)
  const review: Review = {
    ...withSteps(
      after,
      change.steps.map((step) => step.after),
      change.event.at,
    ),
    version: before.version + 1,
    chain: entry.head,
  }
  const items: TransactWriteItem[] = [
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...reviewKey(review.cycleId, review.reviewId), ...review }),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: marshall({ ':version': before.version }),
      },
    },
    ...change.steps.map((step) =>
      stepPut(
        db,
        step.after.stepId === change.receiptFor
          ? { ...step, after: { ...step.after, receipt: entry.receipt } }
          : step,
      ),
    ),
    addToCounts(db, review.cycleId, review.reviewId, change.counts),
    ...entry.items,
    ...(change.also ?? []),
  ]
  return { items, receipt: entry.receipt }
}

/**
 * For changes of a step alone that are nobody's business act: opening it, telling the workflow. One plain write, which
 * costs half of a transaction. `false` when somebody was quicker.
 */
export async function commitStepChange(db: Database, change: StepChange): Promise<boolean> {
  const { Put } = stepPut(db, change)
  try {
    await db.client.send(new PutItemCommand(Put))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** The write of a step row, guarded by its version and by the states that the transition itself lists. */
export function stepPut(
  db: Database,
  { before, after, from }: StepChange,
): { Put: NonNullable<TransactWriteItem['Put']> } {
  const item = toItem({
    ...stepKey(after.reviewId, after.stepId),
    ...after,
    ...(after.assigneeId === null
      ? {}
      : assigneeIndexKey(after.assigneeId, after.cycleId, after.reviewId, after.stepId)),
    ...(after.unmoved === true ? unmovedIndexKey(after.settledAt ?? '') : {}),
  })
  if (before.version === 0) {
    return {
      Put: { TableName: db.tables.records, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
    }
  }
  const states = Object.fromEntries(from.map((state, index) => [`:s${index}`, state]))
  return {
    Put: {
      TableName: db.tables.records,
      Item: item,
      ConditionExpression: `version = :version AND #state IN (${Object.keys(states).join(', ')})`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: marshall({ ':version': before.version, ...states }),
    },
  }
}
