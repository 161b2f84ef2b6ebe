import { type PlanSectionName, planSectionNames, planSections } from '../../plan-section.ts'

/** Where HR is in a plan. Each part can be opened at any time, and is saved by itself. */
export function PlanSteps(props: {
  cycleId: string
  here: PlanSectionName | 'overview' | 'rehearsal'
  wrong: readonly PlanSectionName[]
}) {
  const path = `/hr/cycles/${props.cycleId}`
  const steps = [
    { name: 'overview', title: 'Calendar', href: `${path}/plan` },
    ...planSectionNames.map((name) => ({
      name,
      title: planSections[name].title,
      href: `${path}/plan/${name}`,
    })),
    { name: 'rehearsal', title: 'Rehearsal', href: `${path}/rehearsal` },
  ]
  return (
    <nav class="plan-steps" aria-label="Parts of the plan">
      <ol>
        {steps.map(({ name, title, href }) => {
          const isWrong = props.wrong.some((one) => one === name)
          return (
            <li key={name} class={isWrong ? 'wrong' : undefined}>
              <a href={href} aria-current={name === props.here ? 'step' : undefined}>
                {title}
                {isWrong && ' (needs a look)'}
              </a>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
