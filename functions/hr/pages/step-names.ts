import type { Acknowledgement, ReviewStage } from '../../domain/review.ts'
import type { StepKind, StepState } from '../../domain/step.ts'
import type { StatusTone } from '../../layout/status-word.tsx'

export const stepNames: Readonly<Record<StepKind, string>> = {
  selfAssessment: 'Self-assessment',
  peerInput: 'Peer input',
  supervisorRating: 'Supervisor rating',
  release: 'Release',
  revieweeSignature: 'Signature of the reviewee',
  supervisorSignature: 'Signature of the supervisor',
}

export const stageNames: Readonly<Record<ReviewStage, readonly [StatusTone, string]>> = {
  gathering: ['going', 'Collecting'],
  rated: ['going', 'Rated'],
  unrated: ['attention', 'Not rated'],
  released: ['going', 'Released'],
  acknowledged: ['going', 'Signed by the reviewee'],
  signatureRefused: ['attention', 'Signature refused'],
  unacknowledged: ['attention', 'Not acknowledged'],
  sealed: ['good', 'Sealed'],
  closedUnfinished: ['attention', 'Closed unfinished'],
  reopened: ['going', 'Rated again'],
}

/** A sealed review has the supervisor's signature; only how the reviewee answered tells whether it has both. */
export const sealedNames: Readonly<Record<Acknowledgement, readonly [StatusTone, string]>> = {
  acknowledged: ['good', 'Signed by both'],
  'acknowledged-with-disagreement': ['good', 'Signed by both, the reviewee disagrees'],
  refused: ['attention', 'Sealed, the reviewee refused to sign'],
  silent: ['attention', 'Sealed, the reviewee did not answer'],
}

export const answerNames: Readonly<Record<Acknowledgement, string>> = {
  acknowledged: 'Signed, agrees',
  'acknowledged-with-disagreement': 'Signed, does not agree with all of it',
  refused: 'Refused to sign',
  silent: 'Did not answer in time',
}

export const stateNames: Readonly<Record<StepState, readonly [StatusTone, string]>> = {
  notOpen: ['quiet', 'Not open yet'],
  open: ['going', 'Open'],
  draft: ['going', 'Draft saved'],
  returned: ['going', 'Returned'],
  submitted: ['good', 'Done'],
  bypassed: ['attention', 'Left out'],
  expired: ['attention', 'Ran out of time'],
}
