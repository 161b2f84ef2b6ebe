import type { CycleException } from './cycle.ts'
import { type Review, runsOn } from './review.ts'

/** Every review without both signatures, with what kept it from them, in words for HR. */
export function exceptionsOf(reviews: readonly Review[]): CycleException[] {
  return reviews.flatMap((review) => {
    const reason = reasonOf(review)
    return reason === undefined ? [] : [{ reviewId: review.reviewId, stage: review.stage, reason }]
  })
}

function reasonOf(review: Review): string | undefined {
  if (review.openDispute !== undefined) return 'Disputed, undecided; it goes on after the cycle'
  if (runsOn(review) && review.earlier !== undefined)
    return 'Made anew after a dispute or a reopening; it goes on after the cycle'
  if (runsOn(review)) return 'Was disputed; its signatures are collected after the cycle'
  if (review.stage === 'sealed') {
    if (review.acknowledgement === 'refused') return 'Countersigned; the reviewee refused to sign'
    if (review.acknowledgement === 'silent') return 'Countersigned; the reviewee did not answer'
    return undefined
  }
  switch (review.endedAs) {
    case 'exempt':
      return 'Exempt: HR took the review out of the cycle'
    case 'withdrawn':
      return 'The reviewee left before the review had ended'
    case 'notRated':
      return 'Not rated, with a statement: away for all of the review period'
  }
  if (review.proposedRating === null && review.notRated === undefined) return 'Not rated'
  if (review.releasedAt === undefined) return 'Rated, but not released'
  switch (review.acknowledgement) {
    case null:
      return 'Released; the reviewee had not answered when the cycle closed'
    case 'refused':
      return 'The reviewee refused to sign, and the supervisor did not countersign'
    case 'silent':
      return 'The reviewee did not answer, and the supervisor did not countersign'
    default:
      return 'Signed by the reviewee; the supervisor did not countersign'
  }
}
