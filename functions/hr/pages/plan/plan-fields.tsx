import { DateField, Select, TextArea, TextField, TimeField } from '../../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../../layout/field-errors.ts'
import { timeZoneOptions } from '../time-zone-options.ts'
import { typedText } from '../typed-text.ts'

export interface FieldsProps {
  typed: TypedForm
  errors: FieldErrors
}

/** Name, value and error of one field. */
export function fieldOf({ typed, errors }: FieldsProps, name: string) {
  return { name, value: typedText(typed, name), error: errors[name] }
}

/** What every field of a plan is called, also where two versions of it are compared. */
export const planFieldNames: Readonly<Record<string, string>> = {
  name: 'Name of the cycle',
  from: 'First day of the review period',
  to: 'Last day of the review period',
  form: 'Form',
  selectBy: 'Choose people',
  department: 'Department',
  location: 'Location',
  jobTitle: 'Job title',
  tenure: 'Tenure',
  shift: 'Shift',
  supervisorIds: 'Supervisors',
  andBelow: 'And everybody below',
  hiredFrom: 'Hired since',
  hiredTo: 'Hired until',
  hireMonth: 'Hired in the month',
  employeeIds: 'Employee IDs',
  timeZone: 'Time zone',
  launchOn: 'Launch day',
  launchTime: 'Launch time',
  selfDueOn: 'Last day: self-assessments',
  peerDueOn: 'Last day: peer input',
  ratingDueOn: 'Last day: supervisor ratings',
  releaseOn: 'Release of the results',
  signDueOn: 'Last day: signatures of the people reviewed',
  countersignDueOn: 'Last day: signatures of the supervisors',
  graceDays: 'Days of grace',
  disputeDays: 'Days to dispute a review',
  decisionDays: 'Days to decide a dispute',
  nonWorkingDays: 'Days on which nobody works',
  perReview: 'Colleagues asked about each person',
  threshold: 'Answers needed before peer input is shown',
  loadCap: 'The most colleagues that one person is asked about',
  reminderDays: 'Working days before a last day',
  civilHour: 'Hour of the day',
}
const labelOf = (name: string) => planFieldNames[name] ?? name

export function BasicsFields(props: FieldsProps & { forms: readonly { value: string; label: string }[] }) {
  return (
    <>
      <TextField {...fieldOf(props, 'name')} label={labelOf('name')} maxLength={120} />
      <DateField {...fieldOf(props, 'from')} label={labelOf('from')} />
      <DateField {...fieldOf(props, 'to')} label={labelOf('to')} />
      {props.forms.length > 1 ? (
        <Select {...fieldOf(props, 'form')} label="Form" options={props.forms} />
      ) : (
        <p>
          Form: {props.forms[0]?.label}
          <input type="hidden" name="form" value={props.forms[0]?.value} />
        </p>
      )}
    </>
  )
}

const lastDays = [
  ['selfDueOn', 'Everybody writes about their own work.'],
  ['peerDueOn', 'Colleagues write about each other.'],
  ['ratingDueOn', 'Supervisors read both and rate.'],
  ['releaseOn', 'In the morning of this day everybody sees their review at once.'],
  ['signDueOn', undefined],
  ['countersignDueOn', 'After this day and its days of grace the cycle closes.'],
] as const

/** Each last day as a date, or as working days from the launch, which another button turns into dates. */
export function DatesFields(props: FieldsProps & { workingDays: Readonly<Record<string, string>> }) {
  return (
    <>
      <Select
        {...fieldOf(props, 'timeZone')}
        label={labelOf('timeZone')}
        hint="All days and times below are meant in it."
        options={timeZoneOptions(typedText(props.typed, 'timeZone'))}
      />
      <DateField
        {...fieldOf(props, 'launchOn')}
        label={labelOf('launchOn')}
        hint="The first e-mails go out."
      />
      <TimeField {...fieldOf(props, 'launchTime')} label={labelOf('launchTime')} />
      {lastDays.map(([name, hint]) => (
        <DateField
          key={name}
          {...fieldOf(props, name)}
          label={labelOf(name)}
          hint={[hint, daysInWords(props.workingDays[name])].filter(Boolean).join(' ')}
        />
      ))}
      <details open={typedText(props.typed, 'showDays') !== ''}>
        <summary>Work out the dates from working days</summary>
        <p>
          Count from the launch day, without weekends and days on which nobody works. “Work out the dates”
          below fills them in above; nothing is saved by it.
        </p>
        {lastDays.map(([name]) => (
          <TextField
            key={name}
            name={`days-${name}`}
            label={`Working days to: ${labelOf(name).replace('Last day: ', '').toLowerCase()}`}
            value={props.workingDays[name]}
            error={props.errors[`days-${name}`]}
            inputMode="numeric"
            width="short"
          />
        ))}
      </details>
      <TextField
        {...fieldOf(props, 'graceDays')}
        label={labelOf('graceDays')}
        hint="Working days after a last day in which an answer still counts, 0 to 10."
        inputMode="numeric"
        width="short"
      />
      <TextField
        {...fieldOf(props, 'disputeDays')}
        label={labelOf('disputeDays')}
        hint="Working days from the release, or from the signature, in which a review can be disputed, 1 to 60. The same for an appeal."
        inputMode="numeric"
        width="short"
      />
      <TextField
        {...fieldOf(props, 'decisionDays')}
        label={labelOf('decisionDays')}
        hint="Working days in which a dispute is decided, 1 to 60. After them it stands on your start page as overdue."
        inputMode="numeric"
        width="short"
      />
      <TextArea
        {...fieldOf(props, 'nonWorkingDays')}
        label={labelOf('nonWorkingDays')}
        hint="Public holidays and the like, one on each line, the date first: 2027-01-06 Epiphany. Weekends need none. Nobody is reminded on them, and they count as no working days."
        rows={4}
      />
    </>
  )
}

function daysInWords(days: string | undefined): string | undefined {
  return days === undefined || days === '' ? undefined : `Working days from the launch: ${days}.`
}

export function PeersFields(props: FieldsProps) {
  return (
    <>
      <TextField
        {...fieldOf(props, 'perReview')}
        label={labelOf('perReview')}
        hint="0 to 8. They are chosen evenly from the same team first. 0 leaves peer input out."
        inputMode="numeric"
        width="short"
      />
      <TextField
        {...fieldOf(props, 'threshold')}
        label={labelOf('threshold')}
        hint="2 to 8. With fewer, what colleagues wrote stays hidden, so that nobody can be recognized."
        inputMode="numeric"
        width="short"
      />
      <TextField
        {...fieldOf(props, 'loadCap')}
        label={labelOf('loadCap')}
        hint="1 to 30."
        inputMode="numeric"
        width="short"
      />
    </>
  )
}

export function RemindersFields(props: FieldsProps) {
  return (
    <>
      <TextField
        {...fieldOf(props, 'reminderDays')}
        label={labelOf('reminderDays')}
        hint="Numbers with commas between them; 0 is the day itself. One e-mail a person and day, for everything that waits."
        inputMode="text"
        width="middle"
      />
      <Select
        {...fieldOf(props, 'civilHour')}
        label={labelOf('civilHour')}
        hint="In the time zone of whoever gets the e-mail."
        options={Array.from({ length: 14 }, (_, index) => ({
          value: String(index + 6),
          label: `${String(index + 6).padStart(2, '0')}:00`,
        }))}
      />
    </>
  )
}
