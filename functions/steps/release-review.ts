import type { ReviewCycle } from '../domain/cycle.ts'
import type { ReviewId } from '../domain/ids.ts'
import { composeRecord } from '../domain/record.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { Review } from '../domain/review.ts'
import { releaseRecord } from '../domain/review-course.ts'
import { formOf } from '../domain/shipped-forms.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { recordPut } from '../store/released-records.ts'
import { commitReviewChange, findStep, loadReview } from '../store/reviews.ts'
import { findWords, listPeerWords } from '../store/words.ts'
import { canonicalJson, digestOf } from '../trail/digest.ts'

/**
 * Composes the record of a rated review and makes it visible; doing it twice is doing it once.
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
    const record = composeRecord(cycle, review, await gatherWords(db, cycle, review), { at, nonce })
    const decision = releaseRecord(review, releaseStep, { at, recordDigest: digestOf(record) })
    if (isRefusal(decision)) return false
    const receipt = await commitReviewChange(db, {
      ...decision,
      also: [recordPut(db, reviewId, canonicalJson(record))],
    })
    return receipt === undefined ? undefined : true
  })
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
