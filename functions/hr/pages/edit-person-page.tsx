import { Button } from '../../layout/button.tsx'
import { DateField, Select, TextField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Table } from '../../layout/table.tsx'
import { timeZoneOptions } from './time-zone-options.ts'

export const editFields = [
  { name: 'name', label: 'Name' },
  { name: 'email', label: 'E-mail address', hint: 'Mails and links go here from now on.' },
  {
    name: 'supervisor',
    label: 'Supervisor',
    hint: 'Employee ID or full name. Empty for somebody at the top.',
  },
  { name: 'jobTitle', label: 'Job title' },
  { name: 'department', label: 'Department' },
  { name: 'location', label: 'Location' },
  { name: 'tenure', label: 'Tenure' },
  { name: 'shift', label: 'Shift' },
  { name: 'hiredOn', label: 'Hire date' },
  { name: 'timeZone', label: 'Time zone', hint: 'Reminders arrive in the morning of this zone.' },
] as const
type EditName = (typeof editFields)[number]['name']
export type EditValues = Record<EditName, string>

const needed: ReadonlySet<EditName> = new Set(['name', 'email', 'timeZone'])

/** One person's facts as fields. Where somebody else was quicker, what they wrote stands beside what was typed. */
export function EditPersonPage(props: {
  personId: string
  version: number
  values: EditValues
  /** What stands there now, where it differs from what was typed and somebody else has changed it. */
  stored: Partial<EditValues> | undefined
  limits: Readonly<Partial<Record<EditName | 'employeeId', number>>>
  errors: FieldErrors
}) {
  const { values, errors, stored } = props
  const differing = editFields.filter(({ name }) => stored?.[name] !== undefined)
  return (
    <>
      <ErrorSummary errors={errors} />
      {differing.length > 0 && (
        <Table
          caption="What differs"
          columns={[
            { heading: 'Field', namesTheRow: true, cell: (field) => field.label },
            { heading: 'As it is now', cell: (field) => <bdi>{stored?.[field.name] || 'nothing'}</bdi> },
            { heading: 'As you typed it', cell: (field) => <bdi>{values[field.name] || 'nothing'}</bdi> },
          ]}
          rows={differing}
          rowKey={(field) => field.name}
        />
      )}
      <PostForm action={`/hr/people/${props.personId}`} label="Change this person" keepsWords>
        <input type="hidden" name="version" value={props.version} />
        {editFields.map((field) => {
          const { name, label } = field
          const common = {
            name,
            label,
            hint: 'hint' in field ? field.hint : undefined,
            value: values[name],
            error: errors[name],
            optional: !needed.has(name),
          }
          if (name === 'timeZone')
            return (
              <Select key={name} {...common} optional={false} options={timeZoneOptions(values.timeZone)} />
            )
          if (name === 'hiredOn') return <DateField key={name} {...common} />
          const maxLength = name === 'supervisor' ? props.limits.name : props.limits[name]
          return <TextField key={name} {...common} {...(maxLength === undefined ? {} : { maxLength })} />
        })}
        <Button>Save</Button>
      </PostForm>
      <p class="quiet">
        Every change is kept with its date and your name. If this person takes part in a cycle, a change of
        name or address is an entry in its sign-off log.
      </p>
    </>
  )
}
