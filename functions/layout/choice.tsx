import type { ComponentChildren } from 'preact'
import { describedBy, type FieldProps, fieldId, HintAndError, OptionalMark } from './field.tsx'

interface Choice {
  value: string
  label: string
  hint?: string | undefined
}

function Choices(props: FieldProps & { className?: string; children: ComponentChildren }) {
  return (
    <fieldset
      class={`field choices ${props.className ?? ''} ${props.error ? 'has-error' : ''}`}
      aria-describedby={describedBy(props)}
    >
      <legend>
        {props.label}
        <OptionalMark optional={props.optional} />
      </legend>
      <HintAndError {...props} />
      {props.children}
    </fieldset>
  )
}

function ChoiceRow(props: {
  type: 'radio' | 'checkbox'
  id: string
  name: string
  choice: Choice
  checked: boolean
  invalid: boolean
}) {
  const { id, choice } = props
  return (
    <div class="choice">
      <input
        type={props.type}
        id={id}
        name={props.name}
        value={choice.value}
        checked={props.checked}
        aria-describedby={choice.hint === undefined ? undefined : `${id}-about`}
        aria-invalid={props.invalid && props.type === 'checkbox' ? true : undefined}
      />
      <label for={id}>
        <span class="choice-label">{choice.label}</span>
        {choice.hint && (
          <span class="choice-hint" id={`${id}-about`}>
            {choice.hint}
          </span>
        )}
      </label>
    </div>
  )
}

/** The first control carries the field's own id: an error link lands on it. */
function choiceId(name: string, index: number): string {
  return index === 0 ? fieldId(name) : `${fieldId(name)}-${index + 1}`
}

/** One of a few, all of them in sight. */
export function RadioGroup(
  props: FieldProps & { value?: string | undefined; options: readonly Choice[]; className?: string },
) {
  return (
    <Choices {...props}>
      {props.options.map((choice, index) => (
        <ChoiceRow
          key={choice.value}
          type="radio"
          id={choiceId(props.name, index)}
          name={props.name}
          choice={choice}
          checked={choice.value === props.value}
          invalid={props.error !== undefined}
        />
      ))}
    </Choices>
  )
}

/**
 * A rating scale with its anchors in sight: what somebody does at this level, in words. `apart` is for "I cannot say":
 * it stands below the scale, since it is no level of it.
 */
export function RadioScale(
  props: FieldProps & {
    value?: string | undefined
    levels: readonly { value: string; label: string; anchor?: string | undefined }[]
    apart?: { value: string; label: string; hint?: string }
  },
) {
  const levels = props.levels.map(({ value, label, anchor }) => ({ value, label, hint: anchor }))
  const { levels: _, apart, ...rest } = props
  return (
    <RadioGroup
      {...rest}
      className={apart === undefined ? 'scale' : 'scale has-apart'}
      options={apart === undefined ? levels : [...levels, apart]}
    />
  )
}

/** Any of several; the form sends the field once per ticked box. */
export function CheckboxGroup(
  props: FieldProps & { values?: readonly string[]; options: readonly Choice[] },
) {
  return (
    <Choices {...props}>
      {props.options.map((choice, index) => (
        <ChoiceRow
          key={choice.value}
          type="checkbox"
          id={choiceId(props.name, index)}
          name={props.name}
          choice={choice}
          checked={props.values?.includes(choice.value) ?? false}
          invalid={props.error !== undefined}
        />
      ))}
    </Choices>
  )
}

/** A single box: sends `yes` when ticked, nothing otherwise. */
export function Checkbox(props: FieldProps & { checked?: boolean }) {
  const id = fieldId(props.name)
  return (
    <div class={props.error ? 'field choices has-error' : 'field choices'}>
      {props.error && <HintAndError name={props.name} label={props.label} error={props.error} />}
      <div class="choice">
        <input
          type="checkbox"
          id={id}
          name={props.name}
          value="yes"
          checked={props.checked ?? false}
          aria-describedby={describedBy(props)}
          aria-invalid={props.error ? true : undefined}
        />
        <label for={id}>
          <span class="choice-label">
            {props.label}
            <OptionalMark optional={props.optional} />
          </span>
          {props.hint && (
            <span class="choice-hint" id={`${id}-hint`}>
              {props.hint}
            </span>
          )}
        </label>
      </div>
    </div>
  )
}
