import type { Answer, Answers } from '../domain/answers.ts'
import { type FormVersion, type Item, levelSchema, sectionsForRole } from '../domain/form.ts'
import type { RaterRole } from '../domain/rater-role.ts'

/** The names of an answer's fields, and the way from what a browser sends to answers: the same in every room. */

export const itemField = (itemId: string) => `item-${itemId}`
export const NOT_RATED = 'not-rated'

/** What was typed into the form's fields for a role, as it was typed; empty fields are no answers. */
export function readAnswers(
  form: FormVersion,
  role: RaterRole,
  body: Readonly<Record<string, unknown>>,
): Answers {
  const answers: Answers = {}
  for (const { items } of sectionsForRole(form, role)) {
    for (const item of items) {
      const answer = readAnswer(item, typedIn(body, itemField(item.itemId)))
      if (answer !== undefined) answers[item.itemId] = answer
    }
  }
  return answers
}

function readAnswer(item: Item, typed: string): Answer | undefined {
  if (item.kind === 'text') return typed === '' ? undefined : { text: typed }
  if (typed === NOT_RATED) return { notRated: true }
  const level = readLevel(typed)
  return level === undefined ? undefined : { level }
}

export function readLevel(typed: string) {
  return levelSchema.safeParse(/^\d$/.test(typed) ? Number(typed) : undefined).data
}

/** Only line breaks are made one kind, since browsers send two for one. */
export function typedIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first.replace(/\r\n?/g, '\n') : ''
}
