import { Button, ButtonLink } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choice.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { DateField, Select, TextArea, TextField, TimeField } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { ErrorSummary } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { timeZoneOptions } from './time-zone-options.ts'

export interface PlanPageProps {
  cycleId: string
  typed: TypedForm
  errors: FieldErrors
  /** Active people who have somebody above them. */
  peopleCount: number
  jobTitles: readonly string[]
  supervisors: readonly { personId: string; name: string; teamSize: number }[]
  forms: readonly { value: string; label: string }[]
}

const lastDays = [
  ['selfDueOn', 'Self-assessments', 'Everybody writes about their own work.'],
  ['peerDueOn', 'Peer input', 'Colleagues write about each other.'],
  ['ratingDueOn', 'Supervisor ratings', 'Supervisors read both and rate.'],
  ['releaseOn', 'Release of the results', 'In the morning of this day everybody sees their review at once.'],
  ['signDueOn', 'Signatures of the people reviewed', undefined],
  ['countersignDueOn', 'Signatures of the supervisors', 'After this day the cycle closes.'],
] as const

/** Everything that HR decides about a cycle, on one page; nothing here tells anybody anything yet. */
export function PlanPage(props: PlanPageProps) {
  const { typed, errors } = props
  const field = (name: string) => ({ name, value: text(typed, name), error: errors[name] })
  if (props.peopleCount === 0 && Object.keys(errors).length === 0) {
    return (
      <EmptyState title="There is nobody to review yet">
        <p>Import the people of your company first, with their supervisors.</p>
        <ButtonLink href="/hr/people/import">Import people</ButtonLink>
      </EmptyState>
    )
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="lead">
        A draft tells nobody anything. Afterwards you can rehearse it: see every problem, and every e-mail
        that each person would get.
      </p>
      <PostForm action="/hr/cycles">
        <input type="hidden" name="cycleId" value={props.cycleId} />
        <h2>What is judged</h2>
        <TextField {...field('name')} label="Name of the cycle" maxLength={120} />
        <DateField {...field('from')} label="First day of the review period" />
        <DateField {...field('to')} label="Last day of the review period" />
        {props.forms.length > 1 ? (
          <Select {...field('form')} label="Form" options={props.forms} />
        ) : (
          <p>
            Form: {props.forms[0]?.label}
            <input type="hidden" name="form" value={props.forms[0]?.value} />
          </p>
        )}

        <h2>Who is reviewed</h2>
        <RadioGroup
          {...field('selectBy')}
          label="Choose people"
          options={[
            {
              value: 'everybody',
              label: 'Everybody who has a supervisor',
              hint: `${props.peopleCount} people today. You can narrow it to one job title below.`,
            },
            { value: 'teams', label: 'Whole teams', hint: 'Choose their supervisors below.' },
            { value: 'hand', label: 'People one by one', hint: 'Write their employee IDs below.' },
          ]}
        />
        <Select
          {...field('jobTitle')}
          label="Everybody: with this job title only"
          optional
          nothingChosen="All job titles"
          options={withPresent(props.jobTitles, text(typed, 'jobTitle')).map((title) => ({
            value: title,
            label: title,
          }))}
        />
        <details open={text(typed, 'selectBy') === 'teams' || errors.supervisorIds !== undefined}>
          <summary>Whole teams: choose supervisors ({props.supervisors.length})</summary>
          <CheckboxGroup
            name="supervisorIds"
            label="Teams of"
            error={errors.supervisorIds}
            values={list(typed, 'supervisorIds')}
            options={props.supervisors.map(({ personId, name, teamSize }) => ({
              value: personId,
              label: `${name} (${teamSize} ${teamSize === 1 ? 'person' : 'people'})`,
            }))}
          />
        </details>
        <details open={text(typed, 'selectBy') === 'hand' || errors.employeeIds !== undefined}>
          <summary>One by one: write employee IDs</summary>
          <TextArea {...field('employeeIds')} label="Employee IDs, one on each line" />
        </details>

        <h2>When it happens</h2>
        <Select
          {...field('timeZone')}
          label="Time zone"
          hint="All days and times below are meant in it."
          options={timeZoneOptions(text(typed, 'timeZone'))}
        />
        <DateField {...field('launchOn')} label="Launch day" hint="The first e-mails go out." />
        <TimeField {...field('launchTime')} label="Launch time" />
        {lastDays.map(([name, label, hint]) => (
          <DateField
            key={name}
            {...field(name)}
            label={name === 'releaseOn' ? label : `Last day: ${label.toLowerCase()}`}
            hint={hint}
          />
        ))}
        <TextField
          {...field('graceDays')}
          label="Days of grace"
          hint="Working days after a last day in which an answer still counts, 0 to 10."
          inputMode="numeric"
          width="short"
        />

        <h2>Peers</h2>
        <TextField
          {...field('perReview')}
          label="Colleagues asked about each person"
          hint="0 to 8. They are chosen evenly from the same team first. 0 leaves peer input out."
          inputMode="numeric"
          width="short"
        />
        <TextField
          {...field('threshold')}
          label="Answers needed before peer input is shown"
          hint="2 to 8. With fewer, what colleagues wrote stays hidden, so that nobody can be recognized."
          inputMode="numeric"
          width="short"
        />
        <TextField
          {...field('loadCap')}
          label="The most colleagues that one person is asked about"
          hint="1 to 30."
          inputMode="numeric"
          width="short"
        />

        <h2>Reminders</h2>
        <TextField
          {...field('reminderDays')}
          label="Working days before a last day"
          hint="Numbers with commas between them; 0 is the day itself. One e-mail a person and day, for everything that waits."
          inputMode="text"
          width="middle"
        />
        <Select
          {...field('civilHour')}
          label="Hour of the day"
          hint="In the time zone of whoever gets the e-mail."
          options={Array.from({ length: 14 }, (_, index) => ({
            value: String(index + 6),
            label: `${String(index + 6).padStart(2, '0')}:00`,
          }))}
        />
        <Button>Save the draft</Button>
      </PostForm>
    </>
  )
}

function text(typed: TypedForm, name: string): string {
  const value = typed[name]
  return typeof value === 'string' ? value : (value?.at(-1) ?? '')
}

function list(typed: TypedForm, name: string): readonly string[] {
  const value = typed[name] ?? []
  return typeof value === 'string' ? [value] : value
}

function withPresent(values: readonly string[], present: string): readonly string[] {
  return present === '' || values.includes(present) ? values : [...values, present]
}
