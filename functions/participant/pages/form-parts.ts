import { type FormVersion, sectionsForRole } from '../../domain/form.ts'
import type { RaterRole } from '../../domain/rater-role.ts'
import { itemField } from '../../web/read-answers.ts'
import type { FilledForm } from './step-page.tsx'

/** One question of a form as its outline lists it. */
export interface FormPart {
  /** The name of its field. */
  field: string
  title: string
  isOptional: boolean
  isAnswered: boolean
}

/** The questions that somebody is asked, in the order of the form, and which of them have an answer. */
export function formParts(form: FormVersion, role: RaterRole, filled: FilledForm): FormPart[] {
  const parts: FormPart[] = sectionsForRole(form, role).flatMap(({ items }) =>
    items.map(({ itemId, title, required }) => {
      const answer = filled.answers[itemId]
      return {
        field: itemField(itemId),
        title,
        isOptional: !required,
        isAnswered: answer !== undefined && !('text' in answer && answer.text.trim() === ''),
      }
    }),
  )
  if (role !== 'supervisor') return parts
  return [
    ...parts,
    {
      field: 'proposedRating',
      title: 'The overall rating that you propose',
      isOptional: false,
      isAnswered: filled.proposedRating !== null,
    },
    {
      field: 'justification',
      title: 'Reason for the overall rating',
      isOptional: true,
      isAnswered: filled.justification.trim() !== '',
    },
  ]
}
