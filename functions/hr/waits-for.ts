import { waitingIn } from '../domain/cycle-reviews.ts'
import type { Review } from '../domain/review.ts'

/** Whom a review waits for, in words. Colleagues are counted, not named: the list is about the reviewee. */
export function waitsFor(review: Review): string {
  const lines = waitingIn(review)
  const waits = (kind: Review['steps'][number]['kind']) => lines.some((line) => line.kind === kind)
  const peers = lines.filter((line) => line.kind === 'peerInput').length
  const parts = [
    waits('selfAssessment') && `${review.revieweeName} (self-assessment)`,
    peers > 0 && `${peers} ${peers === 1 ? 'colleague' : 'colleagues'}`,
    waits('supervisorRating') && `${review.ratingSupervisorName} (rating)`,
    waits('revieweeSignature') && `${review.revieweeName} (signature)`,
    waits('supervisorSignature') &&
      `${review.countersigner?.name ?? review.ratingSupervisorName} (signature)`,
    review.stage === 'rated' && 'the release',
  ]
  return parts.filter(Boolean).join(', ')
}
