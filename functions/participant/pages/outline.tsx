import { fieldId } from '../../layout/field.tsx'
import type { FormPart } from './form-parts.ts'

/** All questions at a glance, each with whether it has an answer. Scripts keep it current while somebody writes. */
export function Outline({ parts }: { parts: readonly FormPart[] }) {
  return (
    <details class="outline" open>
      <summary>All questions</summary>
      <ol>
        {parts.map(({ field, title, isOptional, isAnswered }) => (
          <li key={field} data-outline={field} class={isAnswered ? 'answered' : undefined}>
            <a href={`#${fieldId(field)}`}>{title}</a>{' '}
            <span class="outline-state">
              {isAnswered ? 'answered' : isOptional ? 'optional' : 'to answer'}
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}
