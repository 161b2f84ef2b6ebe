import { Checkbox } from '../../layout/choice.tsx'
import { Select, TextField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { timeZoneOptions } from './time-zone-options.ts'

export interface ImportOptionValues {
  emailDomain: string
  defaultTimeZone: string
  deriveEmployeeIds: boolean
  createNamedSupervisors: boolean
  importWithoutSupervisor: boolean
  markGoneAsLeft: boolean
  takeBackLeavers: boolean
}

/** What an import may make up, and whom it may remove: nothing and nobody, unless HR says so here. */
export function ImportOptionFields(props: { values: ImportOptionValues; errors: FieldErrors }) {
  const { values, errors } = props
  return (
    <>
      <Select
        name="defaultTimeZone"
        label="Time zone of new people"
        hint="For people whose row does not name one. Reminders arrive in the morning of this zone."
        value={values.defaultTimeZone}
        options={timeZoneOptions(values.defaultTimeZone)}
        error={errors.defaultTimeZone}
      />
      <TextField
        name="emailDomain"
        label="Mail domain for missing addresses"
        hint="Such as company.example. Where a row has no address, one is made from the name."
        optional
        value={values.emailDomain}
        inputMode="email"
        error={errors.emailDomain}
      />
      <Checkbox
        name="deriveEmployeeIds"
        label="Make employee IDs from names where the file has none"
        checked={values.deriveEmployeeIds}
      />
      <Checkbox
        name="createNamedSupervisors"
        label="Create supervisors and managers who are named but have no row of their own"
        checked={values.createNamedSupervisors}
      />
      <Checkbox
        name="importWithoutSupervisor"
        label="Import people whose supervisor is not clear, without a supervisor"
        hint="Otherwise their rows are left out."
        checked={values.importWithoutSupervisor}
      />
      <Checkbox
        name="markGoneAsLeft"
        label="This file is the whole company"
        hint="People who are not in it are marked as having left."
        checked={values.markGoneAsLeft}
      />
      <Checkbox
        name="takeBackLeavers"
        label="Take people back who had left and are in the file"
        checked={values.takeBackLeavers}
      />
    </>
  )
}
