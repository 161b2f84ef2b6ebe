import type { Acknowledgement, Review, ReviewStage } from '../../domain/review.ts'

/** How far a review has come; a sealed one with how the reviewee answered, since the seal alone says nothing about that. */
export function stageInWords({ stage, acknowledgement }: Pick<Review, 'stage' | 'acknowledgement'>): string {
  return stage === 'sealed' && acknowledgement !== null ? sealed[acknowledgement] : stageWords[stage]
}

const sealed: Readonly<Record<Acknowledgement, string>> = {
  acknowledged: 'Sealed, signed by both',
  'acknowledged-with-disagreement': 'Sealed, signed by both, the reviewee disagrees',
  refused: 'Sealed by the supervisor, the reviewee refused to sign',
  silent: 'Sealed by the supervisor, the reviewee did not answer',
}

export const stageWords: Readonly<Record<ReviewStage, string>> = {
  gathering: 'Collecting self-assessment, peer input and rating',
  rated: 'Rated, not yet released',
  unrated: 'Not rated in time',
  released: 'Released, waits for the reviewee’s signature',
  acknowledged: 'Signed by the reviewee, waits for the supervisor’s signature',
  signatureRefused: 'The reviewee refused to sign, waits for the supervisor’s signature',
  unacknowledged: 'The reviewee did not answer, waits for the supervisor’s signature',
  reopened: 'Reopened: the supervisor rates again',
  sealed: 'Sealed',
  closedUnfinished: 'Closed unfinished',
}
