import type { ReviewStep } from '../../domain/step.ts'

/** What a step asks, as a heading. */
export function stepTitle({ kind, revieweeName }: Pick<ReviewStep, 'kind' | 'revieweeName'>): string {
  switch (kind) {
    case 'selfAssessment':
      return 'Your self-assessment'
    case 'peerInput':
      return `Your input about ${revieweeName}`
    case 'supervisorRating':
      return `Your rating of ${revieweeName}`
    case 'revieweeSignature':
      return 'Your signature under your review'
    case 'supervisorSignature':
      return `Your signature under the review of ${revieweeName}`
    case 'release':
      return `The release of the review of ${revieweeName}`
  }
}
