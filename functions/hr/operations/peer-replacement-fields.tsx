import { Checkbox } from '../../layout/choice.tsx'
import { Select } from '../../layout/field.tsx'
import { fieldOf } from './field-of.ts'
import type { OperationForm } from './operation.ts'
import { SuccessionFields } from './succession-fields.tsx'

export interface PeerReplacementFieldsProps extends OperationForm {
  steps: readonly { value: string; label: string }[]
  /** Colleagues with the least to do, in words; empty where there are none in the team. */
  offered: string
}

export function PeerReplacementFields({ steps, offered, ...shown }: PeerReplacementFieldsProps) {
  return (
    <>
      <Select
        {...fieldOf(shown, 'stepId')}
        label="In whose place"
        nothingChosen="Choose the colleague"
        options={steps}
      />
      <SuccessionFields
        {...shown}
        label="Who is asked instead"
        hint={`A name, an employee number or an e-mail address.${offered === '' ? '' : ` With the least to do in the team: ${offered}.`}`}
      />
      <Checkbox
        {...fieldOf(shown, 'knowsOfDraft')}
        label="I know that this colleague may have begun to write"
        hint="Needed only where they have. What they wrote is set aside, nobody else reads it, and they get a mail."
        checked={shown.typed.knowsOfDraft !== undefined}
      />
    </>
  )
}
