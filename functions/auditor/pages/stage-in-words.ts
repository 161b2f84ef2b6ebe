import type { ReviewStage } from '../../domain/review.ts'

export const stageInWords: Readonly<Record<ReviewStage, string>> = {
  gathering: 'Collecting self-assessment, peer input and rating',
  rated: 'Rated, not yet released',
  unrated: 'Not rated in time',
  released: 'Released, waits for the reviewee’s signature',
  acknowledged: 'Signed by the reviewee, waits for the supervisor’s signature',
  signatureRefused: 'The reviewee refused to sign, waits for the supervisor’s signature',
  unacknowledged: 'The reviewee did not answer, waits for the supervisor’s signature',
  sealed: 'Sealed',
  closedUnfinished: 'Closed unfinished',
}
