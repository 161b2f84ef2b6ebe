import { TextArea } from '../../layout/field.tsx'
import { fieldOf } from './field-of.ts'
import type { OperationForm } from './operation.ts'

/** Why HR does it; asked by every operation that the trail tells of. */
export function ReasonField({ hint, ...shown }: OperationForm & { hint?: string }) {
  return (
    <TextArea
      {...fieldOf(shown, 'reason')}
      label="Reason"
      hint={hint ?? 'It becomes part of the trail, where it can be erased.'}
      rows={2}
      maxLength={500}
    />
  )
}
