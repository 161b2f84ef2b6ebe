import type { ReviewCycle } from '../../domain/cycle.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { Journey, type JourneyStep } from '../../layout/progress.tsx'

/** The way of somebody new, until the first cycle is launched: where they are, and the one button that leads on. */
export function FirstSteps(props: {
  hasPeople: boolean
  drafts: readonly ReviewCycle[]
  scheduled: readonly ReviewCycle[]
}) {
  const cycle = props.scheduled[0] ?? props.drafts[0]
  const at = props.scheduled.length > 0 ? 3 : cycle !== undefined ? 2 : props.hasPeople ? 1 : 0
  const states = (place: number): JourneyStep['state'] =>
    place < at ? 'done' : place === at ? 'now' : 'later'
  return (
    <section aria-labelledby="first-steps">
      <h2 id="first-steps">Your first cycle</h2>
      <Journey
        label="From nothing to the first signed review"
        steps={[
          { label: 'Import people', detail: 'from a CSV file', state: states(0) },
          { label: 'Plan a cycle', detail: 'who, about which period, until when', state: states(1) },
          {
            label: 'Rehearse it',
            detail: 'every mail and every problem, with nothing sent',
            state: states(2),
          },
          { label: 'Launch', detail: 'people answer through the link in their mail', state: states(3) },
        ]}
      />
      {cycle !== undefined && (
        <div class="button-row">
          <ButtonLink href={`/hr/cycles/${cycle.cycleId}/rehearsal`}>Rehearse “{cycle.name}”</ButtonLink>
          <ButtonLink href={`/hr/cycles/${cycle.cycleId}`} kind="secondary">
            Open it to launch
          </ButtonLink>
        </div>
      )}
    </section>
  )
}
