import type { ComponentChildren } from 'preact'
import { fieldId } from './field.tsx'
import type { FieldErrors } from './field-errors.ts'

/**
 * All that needs another look, at the top of the page, each sentence leading to its field. What concerns no field
 * (`form`) stands there as a plain sentence.
 */
export function ErrorSummary(props: { errors: FieldErrors; withLinks?: boolean }) {
  const errors = Object.entries(props.errors)
  if (errors.length === 0) return null
  const withLinks = props.withLinks ?? true
  return (
    <section class="notice bad" aria-labelledby="error-summary" role="alert">
      <h2 id="error-summary">
        {errors.length === 1 ? 'One thing needs another look' : `${errors.length} things need another look`}
      </h2>
      <ul>
        {errors.map(([field, message]) => (
          <li key={field}>
            {withLinks && field !== 'form' ? <a href={`#${fieldId(field)}`}>{message}</a> : message}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Something to know before going on, or the word that it worked. */
export function Notice(props: {
  kind: 'info' | 'success' | 'attention' | 'failure'
  title: string
  children?: ComponentChildren
}) {
  const tone = { info: 'info', success: 'good', attention: 'attention', failure: 'bad' }[props.kind]
  return (
    <section
      class={`notice ${tone}`}
      role={props.kind === 'success' ? 'status' : undefined}
      aria-label={props.title}
    >
      <p class="notice-title">{props.title}</p>
      {props.children}
    </section>
  )
}
