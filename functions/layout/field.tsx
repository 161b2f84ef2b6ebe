import type { ComponentChildren } from 'preact'

/** What every field has. The label says what is asked; optional ones say so, needed ones need no mark. */
export interface FieldProps {
  name: string
  label: string
  hint?: string | undefined
  error?: string | undefined
  optional?: boolean
}

/** The id of a field's first control: where the error summary's links lead. */
export function fieldId(name: string): string {
  return `field-${name}`
}

/** Ids of hint and error for `aria-describedby`, so that both are read with the control. */
export function describedBy(props: FieldProps): string | undefined {
  const ids = [
    props.hint && `${fieldId(props.name)}-hint`,
    props.error && `${fieldId(props.name)}-error`,
  ].filter(Boolean)
  return ids.length === 0 ? undefined : ids.join(' ')
}

export function HintAndError(props: FieldProps) {
  return (
    <>
      {props.hint && (
        <p class="hint" id={`${fieldId(props.name)}-hint`}>
          {props.hint}
        </p>
      )}
      {props.error && (
        <p class="error" id={`${fieldId(props.name)}-error`}>
          <span class="visually-hidden">Error: </span>
          {props.error}
        </p>
      )}
    </>
  )
}

export function OptionalMark(props: { optional?: boolean | undefined }) {
  return props.optional ? <span class="optional"> (optional)</span> : null
}

function Field(props: FieldProps & { children: ComponentChildren }) {
  return (
    <div class={props.error ? 'field has-error' : 'field'}>
      <label for={fieldId(props.name)}>
        {props.label}
        <OptionalMark optional={props.optional} />
      </label>
      <HintAndError {...props} />
      {props.children}
    </div>
  )
}

/** Attributes that tie a control to its label, hint and error. */
function controlProps(props: FieldProps) {
  return {
    id: fieldId(props.name),
    name: props.name,
    'aria-describedby': describedBy(props),
    'aria-invalid': props.error ? true : undefined,
  }
}

export function TextField(
  props: FieldProps & {
    value?: string | undefined
    autocomplete?: 'off' | 'name' | 'email' | 'one-time-code'
    /** Which keys a phone brings up: `numeric` for a code, `email` for an address. */
    inputMode?: 'numeric' | 'decimal' | 'email' | 'search' | 'text'
    maxLength?: number
    /** How much is expected: the field is as wide as its answer. */
    width?: 'short' | 'middle' | 'full'
  },
) {
  return (
    <Field {...props}>
      <input
        {...controlProps(props)}
        class={`width-${props.width ?? 'full'}`}
        type="text"
        value={props.value}
        autocomplete={props.autocomplete ?? 'off'}
        inputMode={props.inputMode}
        maxLength={props.maxLength}
        dir="auto"
      />
    </Field>
  )
}

export function TextArea(
  props: FieldProps & {
    value?: string | undefined
    rows?: number
    maxLength?: number
    /** Counted below the field while somebody types, where scripts run. Nothing is cut off: the rules decide. */
    counts?: { minWords?: number; maxCharacters?: number }
  },
) {
  return (
    <Field {...props}>
      <textarea
        {...controlProps(props)}
        rows={props.rows ?? 6}
        maxLength={props.maxLength}
        data-min-words={props.counts?.minWords}
        data-max-characters={props.counts?.maxCharacters}
        dir="auto"
      >
        {/* HTML drops a first line break in a textarea; this one is dropped instead of the person's own. */}
        {`\n${props.value ?? ''}`}
      </textarea>
    </Field>
  )
}

export function Select(
  props: FieldProps & {
    value?: string | undefined
    options: readonly { value: string; label: string }[]
    /** First entry, with the empty value: "Choose a form". */
    nothingChosen?: string
  },
) {
  return (
    <Field {...props}>
      <select {...controlProps(props)}>
        {props.nothingChosen !== undefined && <option value="">{props.nothingChosen}</option>}
        {props.options.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  )
}

/** A calendar date, `2026-03-31` in and out; the browser shows it in the person's own way. */
export function DateField(
  props: FieldProps & { value?: string | undefined; earliest?: string; latest?: string },
) {
  return (
    <Field {...props}>
      <input
        {...controlProps(props)}
        class="width-middle"
        type="date"
        value={props.value}
        min={props.earliest}
        max={props.latest}
      />
    </Field>
  )
}

/** A local time, `09:00` in and out; which zone it is in is for the label to say. */
export function TimeField(props: FieldProps & { value?: string | undefined }) {
  return (
    <Field {...props}>
      <input {...controlProps(props)} type="time" value={props.value} />
    </Field>
  )
}

/** Needs `<PostForm holdsFiles>`. `accept` as HTML names it: `.csv,text/csv`. */
export function FileField(props: FieldProps & { accept?: string }) {
  return (
    <Field {...props}>
      <input {...controlProps(props)} type="file" accept={props.accept} />
    </Field>
  )
}
