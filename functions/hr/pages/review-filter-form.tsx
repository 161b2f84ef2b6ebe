import type { ReviewCycle } from '../../domain/cycle.ts'
import { HUMAN_STEPS, type TeamProgress } from '../../domain/cycle-progress.ts'
import { reviewStageSchema } from '../../domain/review.ts'
import { type ReviewFilter, type ReviewLabel, reviewLabels } from '../../domain/review-filter.ts'
import { Button } from '../../layout/button.tsx'
import { Select, TextField } from '../../layout/field.tsx'
import { stageNames, stepNames } from './step-names.ts'

const labelNames: Readonly<Record<ReviewLabel, string>> = {
  late: 'Late',
  extended: 'Given more time',
  leftOut: 'With a step left out',
  joinedLate: 'Joined after the launch',
  endedEarly: 'Ended before its time',
}

export const isNarrowed = ({ team, q, step, stage, label }: ReviewFilter) =>
  [team, q, step, stage, label].some((value) => value !== undefined && value !== '')

/** Narrows the list of reviews; every choice is part of the address. */
export function ReviewFilterForm(props: {
  cycle: ReviewCycle
  filter: ReviewFilter
  teams: readonly TeamProgress[]
}) {
  const { cycle, filter, teams } = props
  const action = `/hr/cycles/${cycle.cycleId}`
  return (
    <search>
      <form method="get" action={`${action}#reviews`}>
        <div class="filter">
          <TextField
            name="q"
            label="Find a review by name"
            value={filter.q}
            inputMode="search"
            width="full"
          />
          {teams.length > 1 && (
            <Select
              name="team"
              label="Team"
              value={filter.team}
              nothingChosen="All teams"
              options={teams
                .map(({ supervisorId, supervisorName }) => ({ value: supervisorId, label: supervisorName }))
                .sort((one, other) => byLetters.compare(one.label, other.label))}
            />
          )}
          <Select
            name="step"
            label="Waits for"
            value={filter.step}
            nothingChosen="Any step"
            options={HUMAN_STEPS.map((kind) => ({ value: kind, label: stepNames[kind] }))}
          />
          <Select
            name="stage"
            label="Stage"
            value={filter.stage}
            nothingChosen="Any stage"
            options={reviewStageSchema.options.map((stage) => ({
              value: stage,
              label: stageNames[stage][1],
            }))}
          />
          <Select
            name="label"
            label="Only those that are"
            value={filter.label}
            nothingChosen="All"
            options={reviewLabels.map((label) => ({ value: label, label: labelNames[label] }))}
          />
        </div>
        <div class="button-row">
          <Button kind="secondary">Find</Button>
          {isNarrowed(filter) && <a href={`${action}#reviews`}>Show all reviews</a>}
        </div>
      </form>
    </search>
  )
}

const byLetters = new Intl.Collator('en')
