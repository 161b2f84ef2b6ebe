import type { ReviewStep } from '../domain/step.ts'

/** After an answer: what happens now, and what the person has to do about it. */
export function whatComesNext({ kind, revieweeName }: ReviewStep): string {
  switch (kind) {
    case 'selfAssessment':
      return 'Your supervisor reads it before they rate. When results are released we write to you; then you read your review and sign it. You need not do anything until then.'
    case 'peerInput':
      return `Thank you. ${revieweeName} and their supervisor see it only together with that of others, without names. You need not do anything more.`
    case 'supervisorRating':
      return `${revieweeName} sees it when results are released. After they have signed we ask you to countersign.`
    case 'revieweeSignature':
      return 'Your supervisor now countersigns the same record. Then it is sealed: nothing in it is edited any more.'
    case 'supervisorSignature':
      return 'The review is being sealed: nothing in it is edited any more.'
    case 'release':
      return 'The reviewee may read it now.'
  }
}
