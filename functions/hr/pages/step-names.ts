import type { ReviewStage } from '../../domain/review.ts'
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
  sealed: ['good', 'Signed by both'],
  closedUnfinished: ['attention', 'Closed unfinished'],
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
