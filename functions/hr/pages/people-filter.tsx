import type { PeopleOrder } from '../../domain/people-directory.ts'
import { Button } from '../../layout/button.tsx'
import { Select, TextField } from '../../layout/field.tsx'

interface Option {
  value: string
  label: string
}

export interface PeopleFilterProps {
  query: {
    q?: string | undefined
    department?: string | undefined
    location?: string | undefined
    jobTitle?: string | undefined
    tenure?: string | undefined
    supervisor?: string | undefined
    status?: string | undefined
    look?: string | undefined
    sort?: PeopleOrder | undefined
  }
  /** Something beside the search narrows or orders the list. */
  isNarrowed: boolean
  departments: readonly Option[]
  locations: readonly Option[]
  jobTitles: readonly Option[]
  tenures: readonly Option[]
  supervisors: readonly Option[]
}

const looks: readonly Option[] = [
  { value: 'no-supervisor', label: 'Without a supervisor' },
  { value: 'supervisor-left', label: 'Whose supervisor has left' },
  { value: 'mail-trouble', label: 'Whom mail does not reach' },
]

const statuses: readonly Option[] = [
  { value: 'active', label: 'Active' },
  { value: 'left', label: 'Left' },
]

const orders: readonly Option[] = [
  { value: 'name', label: 'Name' },
  { value: 'employeeId', label: 'Employee ID' },
  { value: 'supervisor', label: 'Supervisor' },
  { value: 'department', label: 'Department' },
  { value: 'location', label: 'Location' },
  { value: 'jobTitle', label: 'Job title' },
]

/** Search in sight, the rest a click away; everything stands in the address, so that a list can be kept and sent. */
export function PeopleFilterForm(props: PeopleFilterProps) {
  const { query } = props
  const choices: readonly { name: keyof typeof query; label: string; options: readonly Option[] }[] = [
    { name: 'department', label: 'Department', options: props.departments },
    { name: 'supervisor', label: 'Supervisor', options: props.supervisors },
    { name: 'location', label: 'Location', options: props.locations },
    { name: 'jobTitle', label: 'Job title', options: props.jobTitles },
    { name: 'tenure', label: 'Tenure', options: props.tenures },
    { name: 'status', label: 'Status', options: statuses },
    { name: 'look', label: 'Who needs a look', options: looks },
  ]
  return (
    <search>
      <form method="get" action="/hr/people">
        <TextField
          name="q"
          label="Find people"
          hint="By name, employee ID, e-mail address, job title or department."
          value={query.q}
          inputMode="search"
          width="middle"
        />
        <details open={props.isNarrowed}>
          <summary>Filter and sort</summary>
          <div class="filters">
            {choices.map(
              ({ name, label, options }) =>
                options.length > 0 && (
                  <Select
                    key={name}
                    name={name}
                    label={label}
                    value={query[name]}
                    options={options}
                    nothingChosen="Any"
                  />
                ),
            )}
            <Select name="sort" label="Sort by" value={query.sort ?? 'name'} options={orders} />
          </div>
        </details>
        <div class="button-row">
          <Button kind="secondary">Find</Button>
          {(props.isNarrowed || query.q !== undefined) && <a href="/hr/people">Show everybody</a>}
        </div>
      </form>
    </search>
  )
}
