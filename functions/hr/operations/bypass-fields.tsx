import { Select } from '../../layout/field.tsx'
import { fieldOf } from './field-of.ts'
import type { OperationForm } from './operation.ts'
import { ReasonField } from './reason-field.tsx'

export function BypassFields({
  steps,
  ...shown
}: OperationForm & { steps: readonly { value: string; label: string }[] }) {
  return (
    <>
      <Select
        {...fieldOf(shown, 'steps')}
        label="Which step"
        hint="Signatures are not among them: nobody signs for anybody, and who does not answer is recorded as silent."
        nothingChosen="Choose the step"
        options={steps}
      />
      <ReasonField {...shown} />
    </>
  )
}
