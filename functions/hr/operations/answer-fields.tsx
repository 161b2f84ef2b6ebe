import { type FormVersion, type Item, sectionsForRole } from '../../domain/form.ts'
import { INTENT_STATEMENTS } from '../../domain/sign-off.ts'
import { RadioGroup, RadioScale } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import { itemField, NOT_RATED } from '../../web/read-answers.ts'
import { fieldOf } from './field-of.ts'
import type { OperationForm } from './operation.ts'
import { ReasonField } from './reason-field.tsx'

export interface AnswerFieldsProps extends OperationForm {
  form: FormVersion
  role: 'self' | 'supervisor'
  stepId: string
  /** On whose behalf. */
  name: string
}

/** The step's own form, empty: what somebody has begun themselves is theirs alone. */
export function AnswerFields({ form, role, stepId, name, ...shown }: AnswerFieldsProps) {
  return (
    <>
      <input type="hidden" name="stepId" value={stepId} />
      <p>
        You fill this in for <bdi>{name}</bdi>. With sending it in you say: “
        {INTENT_STATEMENTS['submit-on-behalf/1']}”
      </p>
      {sectionsForRole(form, role).map((section) => (
        <section key={section.sectionId}>
          <h2>{section.title}</h2>
          {section.items.map((item) => (
            <ItemField key={item.itemId} item={item} form={form} {...shown} />
          ))}
        </section>
      ))}
      {role === 'supervisor' && (
        <>
          <RadioGroup
            {...fieldOf(shown, 'proposedRating')}
            label="Overall rating"
            options={form.scale.levels.map((level) => ({
              value: String(level.level),
              label: `${level.level} – ${level.name}`,
              hint: level.meaning,
            }))}
          />
          <TextArea
            {...fieldOf(shown, 'justification')}
            label="Reason for the rating"
            hint="Needed for a rating of 1 or 5, or one that is far from the computed score."
            rows={3}
            optional
          />
        </>
      )}
      <ReasonField {...shown} hint="Why they do not send it in themselves. It becomes part of the trail." />
    </>
  )
}

function ItemField({ item, form, ...shown }: OperationForm & { item: Item; form: FormVersion }) {
  const common = {
    ...fieldOf(shown, itemField(item.itemId)),
    label: item.title,
    hint: item.prompt,
    optional: !item.required,
  }
  if (item.kind === 'text') return <TextArea {...common} rows={4} />
  return (
    <RadioScale
      {...common}
      levels={item.anchors.map(({ level, behaviour }) => ({
        value: String(level),
        label: `${level} – ${form.scale.levels[level - 1]?.name ?? ''}`,
        anchor: behaviour,
      }))}
      apart={{ value: NOT_RATED, label: form.scale.notRated.name, hint: form.scale.notRated.meaning }}
    />
  )
}
