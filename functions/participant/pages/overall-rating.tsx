import { RadioGroup } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import { JUSTIFICATION_LIMIT } from '../check-justification.ts'
import { ratingInWords } from './level-in-words.ts'
import { OtherText } from './other-draft.tsx'
import type { StepPageProps } from './step-page.tsx'

/** What a supervisor says about the whole, beside the single questions. */
export function OverallRating({ form, filled, errors, otherDraft }: StepPageProps) {
  const ratingDiffers = otherDraft !== undefined && otherDraft.proposedRating !== filled.proposedRating
  const reasonDiffers = otherDraft !== undefined && otherDraft.justification !== filled.justification
  return (
    <section>
      <h2>Overall</h2>
      <div class={ratingDiffers ? 'answer two-texts' : 'answer'} data-part="proposedRating">
        <RadioGroup
          name="proposedRating"
          label="The overall rating that you propose"
          hint="It may differ from the computed score. If it is a full level away, or 1 or 5, give your reason below."
          error={errors?.proposedRating}
          value={filled.proposedRating === null ? undefined : String(filled.proposedRating)}
          options={form.scale.levels.map(({ level, name, meaning }) => ({
            value: String(level),
            label: `${level} – ${name}`,
            hint: meaning,
          }))}
        />
        {ratingDiffers && <OtherText>{ratingInWords(form, otherDraft.proposedRating)}</OtherText>}
      </div>
      <div class={reasonDiffers ? 'answer two-texts' : 'answer'} data-part="justification">
        <TextArea
          name="justification"
          label="Reason for the overall rating"
          hint="What it rests on. The reviewee reads it."
          optional
          error={errors?.justification}
          value={filled.justification}
          counts={{ maxCharacters: JUSTIFICATION_LIMIT }}
        />
        {reasonDiffers && <OtherText>{otherDraft.justification}</OtherText>}
      </div>
    </section>
  )
}
