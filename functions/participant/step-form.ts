import * as z from 'zod'
import { type FormVersion, sectionsForRole } from '../domain/form.ts'
import type { RaterRole } from '../domain/rater-role.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import type { Words } from '../store/words.ts'
import { itemField, readAnswers, readLevel, typedIn } from '../web/read-answers.ts'

/** The names of a form's fields, and the way from what was typed to words and back to complaints. */

/** Everything that a step's form may send; which items it has depends on the cycle's form. */
export const stepBodySchema = z.looseObject({
  intent: z.enum(['save', 'check', 'submit']).optional(),
  /** The draft that the writer had before them; 0 for none. */
  draftVersion: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type StepBody = z.infer<typeof stepBodySchema>

export const noWords = (form: FormVersion): Words => ({
  formVersion: form.version,
  answers: {},
  proposedRating: null,
  justification: '',
})

/** What was typed, as it was typed: only line breaks are made one kind, since browsers send two for one. */
export function readWords(
  form: FormVersion,
  role: RaterRole,
  body: Readonly<Record<string, unknown>>,
): Words {
  const answers = readAnswers(form, role, body)
  if (role !== 'supervisor') return { ...noWords(form), answers }
  return {
    formVersion: form.version,
    answers,
    proposedRating: readLevel(typedIn(body, 'proposedRating')) ?? null,
    justification: typedIn(body, 'justification'),
  }
}

/** True when a request holds none of the form's fields, as when a scanner presses a button without filling anything in. */
export function holdsNothing(
  form: FormVersion,
  role: RaterRole,
  body: Readonly<Record<string, unknown>>,
): boolean {
  const names = sectionsForRole(form, role).flatMap(({ items }) =>
    items.map(({ itemId }) => itemField(itemId)),
  )
  return [...names, 'proposedRating', 'justification'].every((name) => !Object.hasOwn(body, name))
}

export function isBlank(words: Words): boolean {
  return (
    Object.keys(words.answers).length === 0 && words.proposedRating === null && words.justification === ''
  )
}

export function sameWords(one: Words, other: Words): boolean {
  const plain = ({ formVersion, answers, proposedRating, justification }: Words) =>
    JSON.stringify([
      formVersion,
      Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)),
      proposedRating,
      justification,
    ])
  return plain(one) === plain(other)
}

/** Refusals by the name of the field that they are about; the first of each. */
export function fieldErrorsOf(refusals: readonly Refusal[]): FieldErrors {
  const errors = new Map<string, string>()
  for (const { field, message } of refusals) {
    const name =
      field === undefined
        ? 'form'
        : ['justification', 'proposedRating'].includes(field)
          ? field
          : itemField(field)
    if (!errors.has(name)) errors.set(name, message)
  }
  return Object.fromEntries(errors)
}
