import type { Review } from '../domain/review.ts'
import type { ReviewStep } from '../domain/step.ts'

/** After an answer: what happens now, as the review stands, and what the person has to do about it. */
export function whatComesNext(
  { kind, revieweeName }: ReviewStep,
  { stage, releasedAt, erasedAt }: Pick<Review, 'stage' | 'releasedAt' | 'erasedAt'>,
): string {
  if (erasedAt !== undefined)
    return 'The person whom it was about has been erased, and what was written about them with them. You need not do anything more.'
  // How somebody's review ended is not their colleagues' business.
  if (stage === 'closedUnfinished' && kind !== 'peerInput')
    return 'The cycle has closed, and this review with it, unfinished. You need not do anything more.'
  const isReleased = releasedAt !== undefined
  switch (kind) {
    case 'selfAssessment':
      return isReleased
        ? 'Your review has been released. What waits for you, your signature under it too, is listed under “What waits for you”.'
        : 'Your supervisor reads it before they rate. When results are released we write to you; then you read your review and sign it. You need not do anything until then.'
    case 'peerInput':
      return `Thank you. ${revieweeName} and their supervisor see it only together with that of others, without names. You need not do anything more.`
    case 'supervisorRating':
      if (stage === 'sealed')
        return `The review of ${revieweeName} has been released and sealed. You need not do anything more.`
      return isReleased
        ? `The review has been released, and ${revieweeName} may read it. After they have signed we ask you to countersign.`
        : `${revieweeName} sees it when results are released. After they have signed we ask you to countersign.`
    case 'revieweeSignature':
      return stage === 'sealed'
        ? 'The review is sealed: nothing in it is edited any more.'
        : 'Your supervisor now countersigns the same record. Then it is sealed: nothing in it is edited any more.'
    case 'supervisorSignature':
      return stage === 'sealed'
        ? 'The review is sealed: nothing in it is edited any more.'
        : 'The review is being sealed: nothing in it is edited any more.'
    case 'release':
      return 'The reviewee may read it now.'
  }
}
