import type { Review } from '../domain/review.ts'
import { SETTLED, type StepKind } from '../domain/step.ts'
import type { JourneyStep } from '../layout/progress.tsx'

/**
 * Where the reviewee's own review stands, as much of it as is theirs to know: not how many peers have answered, and not
 * that the rating is in before everybody's results are released.
 */
export function ownReviewJourney(review: Review): JourneyStep[] {
  const line = (kind: StepKind) => review.steps.find((step) => step.kind === kind)
  const settled = (kind: StepKind) => SETTLED.includes(line(kind)?.state ?? 'notOpen')
  const skipped = (kind: StepKind) => ['bypassed', 'expired'].includes(line(kind)?.state ?? '')
  const released = review.releasedAt !== undefined
  const closed = review.stage === 'closedUnfinished' || review.stage === 'unrated'
  const stations: { label: string; done: boolean; skipped: boolean; detail?: string }[] = [
    {
      label: 'You assess yourself',
      done: settled('selfAssessment'),
      skipped: skipped('selfAssessment'),
    },
    {
      label: 'Colleagues give input, your supervisor rates',
      done: released,
      skipped: closed && !released,
      detail: `${review.ratingSupervisorName} rates`,
    },
    {
      label: review.acknowledgement === 'refused' ? 'You read and refused to sign' : 'You read and sign',
      done: settled('revieweeSignature'),
      skipped: skipped('revieweeSignature') || (closed && !settled('revieweeSignature')),
    },
    {
      label: 'Your supervisor countersigns',
      done: settled('supervisorSignature'),
      skipped: skipped('supervisorSignature') || (closed && !settled('supervisorSignature')),
    },
    { label: 'Sealed: nothing is edited any more', done: review.stage === 'sealed', skipped: closed },
  ]
  const now = stations.findIndex((station) => !station.done && !station.skipped)
  return stations.map((station, index) => ({
    label: station.label,
    state: station.skipped ? 'skipped' : station.done ? 'done' : index === now ? 'now' : 'later',
    ...(station.detail === undefined ? {} : { detail: station.detail }),
  }))
}
