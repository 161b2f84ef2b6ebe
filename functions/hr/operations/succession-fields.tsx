import { TextField } from '../../layout/field.tsx'
import { fieldOf } from './field-of.ts'
import type { OperationForm } from './operation.ts'
import { ReasonField } from './reason-field.tsx'

/** Who takes over, and why. */
export function SuccessionFields({
  label,
  hint,
  ...shown
}: OperationForm & { label: string; hint?: string }) {
  return (
    <>
      <TextField
        {...fieldOf(shown, 'successor')}
        label={label}
        hint={hint ?? 'A name, an employee number or an e-mail address.'}
        maxLength={254}
      />
      <ReasonField {...shown} />
    </>
  )
}
