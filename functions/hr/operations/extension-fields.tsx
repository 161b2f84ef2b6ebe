import { localDateOf } from '../../domain/calendar.ts'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { DateField, Select, TextArea } from '../../layout/field.tsx'
import { fieldOf } from './field-of.ts'
import type { OperationForm } from './operation.ts'

export interface ExtensionFieldsProps extends OperationForm {
  cycle: ReviewCycle
  steps: readonly { value: string; label: string }[]
}

export function ExtensionFields({ cycle, steps, ...shown }: ExtensionFieldsProps) {
  return (
    <>
      <Select
        {...fieldOf(shown, 'steps')}
        label="Which steps"
        nothingChosen="Choose the steps"
        options={steps}
      />
      <DateField
        {...fieldOf(shown, 'dueOn')}
        label="New last day"
        hint="Days of grace come on top. The next reminder names the new day."
        latest={localDateOf(cycle.deadlines.supervisorSignature.graceUntil, cycle.timeZone)}
      />
      <TextArea
        {...fieldOf(shown, 'reason')}
        label="Reason"
        hint="It becomes part of the trail, where it can be erased."
        rows={2}
        maxLength={500}
      />
    </>
  )
}
