/** How far something is, in words and as a bar: "12 of 30 self-assessments". */
export function Progress(props: { label: string; done: number; total: number }) {
  return (
    <div class="progress">
      <p>
        <span class="progress-label">{props.label}</span>{' '}
        <span class="progress-count">
          {props.done} of {props.total}
        </span>
      </p>
      <progress value={props.done} max={Math.max(props.total, 1)} aria-label={props.label}>
        {props.done} of {props.total}
      </progress>
    </div>
  )
}

export interface JourneyStep {
  label: string
  state: 'done' | 'now' | 'later' | 'skipped'
  /** Such as "by 12 March" or "signed on 3 April". */
  detail?: string
}

const stateWords = { done: 'Done', now: 'Now', later: 'Later', skipped: 'Left out' } as const

/** The steps of a review in order, and which of them is now. */
export function Journey(props: { label: string; steps: readonly JourneyStep[] }) {
  return (
    <ol class="journey" aria-label={props.label}>
      {props.steps.map((step) => (
        <li key={step.label} class={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
          <span class="journey-state">{stateWords[step.state]}</span>{' '}
          <span class="journey-label">{step.label}</span>{' '}
          {step.detail && <span class="journey-detail">{step.detail}</span>}
        </li>
      ))}
    </ol>
  )
}
