import { type FilterField, filterFields } from '../../../domain/people-filter.ts'
import { Checkbox, CheckboxGroup, RadioGroup } from '../../../layout/choice.tsx'
import { DateField, Select, TextArea } from '../../../layout/field.tsx'
import { typedText } from '../typed-text.ts'
import { type FieldsProps, fieldOf, planFieldNames } from './plan-fields.tsx'

export interface PeopleChoices {
  /** The values that active people have, each with how many. */
  values: Readonly<Record<FilterField, readonly { value: string; count: number }[]>>
  supervisors: readonly { personId: string; name: string; teamSize: number }[]
  /** True when somebody has a hire date. */
  knowsHireDates: boolean
  peopleCount: number
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** Who is reviewed: a rule that is applied at the launch, or people one by one. */
export function PeopleFields(props: FieldsProps & { choices: PeopleChoices }) {
  const { choices, typed, errors } = props
  const chosen = (name: string) => listOf(typed[name])
  return (
    <>
      <RadioGroup
        {...fieldOf(props, 'selectBy')}
        label={planFieldNames.selectBy ?? ''}
        options={[
          {
            value: 'filter',
            label: 'By a filter',
            hint: `Of ${choices.peopleCount} people who have a supervisor, those for whom all that is ticked below is true. Nothing ticked: all of them.`,
          },
          {
            value: 'hand',
            label: 'One by one',
            hint: 'Write employee IDs, or search and tick further below.',
          },
        ]}
      />
      {filterFields
        .filter((field) => choices.values[field].length > 0 || chosen(field).length > 0)
        .map((field) => (
          <details key={field} open={chosen(field).length > 0}>
            <summary>
              {planFieldNames[field]} ({choices.values[field].length})
            </summary>
            <CheckboxGroup
              name={field}
              label={planFieldNames[field] ?? field}
              values={chosen(field)}
              options={choices.values[field].map(({ value, count }) => ({
                value,
                label: `${value} (${count} ${count === 1 ? 'person' : 'people'})`,
              }))}
            />
          </details>
        ))}
      <details open={chosen('supervisorIds').length > 0 || errors.supervisorIds !== undefined}>
        <summary>Supervisors ({choices.supervisors.length})</summary>
        <CheckboxGroup
          name="supervisorIds"
          label="Teams of"
          error={errors.supervisorIds}
          values={chosen('supervisorIds')}
          options={choices.supervisors.map(({ personId, name, teamSize }) => ({
            value: personId,
            label: `${name} (${teamSize} ${teamSize === 1 ? 'person' : 'people'})`,
          }))}
        />
        <Checkbox
          name="andBelow"
          label="And everybody on any level below them"
          checked={typedText(typed, 'andBelow') !== ''}
        />
      </details>
      {choices.knowsHireDates && (
        <details
          open={['hiredFrom', 'hiredTo', 'hireMonth'].some(
            (name) => typedText(typed, name) !== '' || errors[name] !== undefined,
          )}
        >
          <summary>Hire date</summary>
          <DateField {...fieldOf(props, 'hiredFrom')} label="Hired since" optional />
          <DateField {...fieldOf(props, 'hiredTo')} label="Hired until" optional />
          <Select
            {...fieldOf(props, 'hireMonth')}
            label="Hired in the month"
            hint="Of any year: those who have an anniversary in it."
            optional
            nothingChosen="Any month"
            options={months.map((label, index) => ({ value: String(index + 1), label }))}
          />
        </details>
      )}
      <details open={typedText(typed, 'selectBy') === 'hand' || errors.employeeIds !== undefined}>
        <summary>One by one: write employee IDs</summary>
        <TextArea {...fieldOf(props, 'employeeIds')} label="Employee IDs, one on each line" />
      </details>
    </>
  )
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === '') return []
  return typeof value === 'string' ? [value] : value
}
