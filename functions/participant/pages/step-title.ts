import type { ReviewStep } from '../../domain/step.ts'

/** Whether somebody was asked to sign and said no: no page calls that a signature. */
export const isRefusedSignature = ({ receipt }: Pick<ReviewStep, 'receipt'>) => receipt?.meaning === 'refused'

/** What a step asks, or what came of it, as a heading. */
export function stepTitle(step: Pick<ReviewStep, 'kind' | 'revieweeName' | 'receipt'>): string {
  const { kind, revieweeName } = step
  switch (kind) {
    case 'selfAssessment':
      return 'Your self-assessment'
    case 'peerInput':
      return `Your input about ${revieweeName}`
    case 'supervisorRating':
      return `Your rating of ${revieweeName}`
    case 'revieweeSignature':
      return isRefusedSignature(step)
        ? 'Your refusal to sign your review'
        : 'Your signature under your review'
    case 'supervisorSignature':
      return `Your signature under the review of ${revieweeName}`
    case 'release':
      return `The release of the review of ${revieweeName}`
  }
}
