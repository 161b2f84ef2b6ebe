import type { ReviewCycle } from '../domain/cycle.ts'
import type { ReviewId } from '../domain/ids.ts'
import {
  composeNextRecord,
  composeRecord,
  type RecordChange,
  type ReviewRecord,
  reviewRecordSchema,
} from '../domain/record.ts'
import { isRefusal } from '../domain/refusal.ts'
import { type EarlierRecord, type Review, recordVersionOf } from '../domain/review.ts'
import { releaseRecord } from '../domain/review-course.ts'
import { formOf } from '../domain/shipped-forms.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { listDisputes } from '../store/disputes.ts'
import { findRecord, recordPut } from '../store/released-records.ts'
import { listReopenings } from '../store/reopenings.ts'
import { commitReviewChange, findStep, loadReview } from '../store/reviews.ts'
import { findWords, listPeerWords } from '../store/words.ts'
import { canonicalJson, digestOf } from '../trail/digest.ts'

/**
 * Composes the record of a rated review, or the one that takes the place of another, and makes it visible; doing it twice is
 * doing it once.
 * @returns true when the review is released, false when it has no rating that could be.
 */
export async function releaseReview(
  db: Database,
  cycle: ReviewCycle,
  reviewId: ReviewId,
  at: string,
): Promise<boolean> {
  return untilCommitted(async () => {
    const review = await loadReview(db, cycle.cycleId, reviewId)
    if (review.releasedAt !== undefined) return true
    if (review.stage !== 'rated') return false
    const releaseLine = review.steps.find((line) => line.kind === 'release')
    const releaseStep = releaseLine && (await findStep(db, cycle, review, releaseLine.stepId))
    if (releaseStep === undefined) throw new Error(`The review ${reviewId} has no release step`)
    const nonce = Buffer.from(db.randomBytes(16)).toString('hex')
    const record = await compose(db, cycle, review, { at, nonce })
    const decision = releaseRecord(review, releaseStep, { at, recordDigest: digestOf(record) })
    if (isRefusal(decision)) return false
    const receipt = await commitReviewChange(db, {
      ...decision,
      also: [recordPut(db, reviewId, recordVersionOf(review), canonicalJson(record))],
    })
    return receipt === undefined ? undefined : true
  })
}

async function compose(
  db: Database,
  cycle: ReviewCycle,
  review: Review,
  act: { at: string; nonce: string },
): Promise<ReviewRecord> {
  const earlier = review.earlier?.at(-1)
  if (earlier === undefined) return composeRecord(cycle, review, await gatherWords(db, cycle, review), act)
  const canonical = await findRecord(db, review.reviewId, earlier.recordVersion)
  if (canonical === undefined) {
    throw new Error(`The record ${earlier.recordVersion} of ${review.reviewId}, which is replaced, is gone`)
  }
  const record = reviewRecordSchema.parse(JSON.parse(canonical))
  const rating = earlier.steps.some(({ kind }) => kind === 'supervisorRating')
    ? (await gatherWords(db, cycle, review)).supervisor
    : undefined
  const former = { record, digest: earlier.recordDigest }
  return composeNextRecord(review, former, await whyChanged(db, review, earlier), rating, act)
}

/** Why a record takes the place of another, in the words of whoever decided that. */
async function whyChanged(
  db: Database,
  { reviewId }: Review,
  { because }: EarlierRecord,
): Promise<Omit<RecordChange, 'recordVersion' | 'ratingBefore'>> {
  if (because.kind === 'dispute') {
    const dispute = (await listDisputes(db, reviewId)).find(({ number }) => number === because.number)
    if (dispute?.state !== 'decided' || dispute.outcome === 'upheld') {
      throw new Error(`The dispute ${because.number} of ${reviewId} has changed no record`)
    }
    const { outcome: what, decidedAt: at, decider, text = '' } = dispute
    return { because, what, at, by: decider === undefined ? [] : [decider.name], words: text }
  }
  const reopening = (await listReopenings(db, reviewId)).find(({ number }) => number === because.number)
  if (reopening?.status !== 'confirmed') {
    throw new Error(`The reopening ${because.number} of ${reviewId} has changed no record`)
  }
  const { confirmedAt: at, requestedBy, confirmedBy, reason = '' } = reopening
  return { because, what: 'reopened', at, by: [requestedBy.name, confirmedBy.name], words: reason }
}

async function gatherWords(db: Database, cycle: ReviewCycle, review: Review) {
  const form = formOf(cycle)
  const wordsOf = async (kind: 'selfAssessment' | 'supervisorRating') => {
    const line = review.steps.find((step) => step.kind === kind)
    return line && findWords(db, review.reviewId, line.stepId)
  }
  const supervisor = await wordsOf('supervisorRating')
  if (supervisor === undefined) throw new Error(`The review ${review.reviewId} is rated but has no rating`)
  return {
    form: { formId: form.formId, version: form.version, title: form.title },
    self: await wordsOf('selfAssessment'),
    peers: await listPeerWords(db, review.reviewId),
    supervisor,
  }
}
