import * as z from 'zod'
import { type FormVersion, type Item, levelSchema, type TextItem, textAnswerLimit } from './form.ts'
import type { RaterRole } from './rater-role.ts'
import { type Refusal, refuse } from './refusal.ts'
import { countCharacters, countWords } from './text-length.ts'

export const answerSchema = z.union([
  z.strictObject({ level: levelSchema }),
  z.strictObject({ notRated: z.literal(true) }),
  z.strictObject({ text: z.string() }),
])
export type Answer = z.infer<typeof answerSchema>

/** What one rater has answered, by item id. Items without an answer are simply not there. */
export const answersSchema = z.record(z.string(), answerSchema)
export type Answers = z.infer<typeof answersSchema>

/**
 * Checks answers against the form that the cycle launched with.
 *
 * @param complete false for a draft, which may have gaps and short texts; true for a submission.
 * @returns one refusal per item that is not right, in the order of the form, with `field` = the item's id; none when
 *   all is well. Answers to items that are not in the form, or not for this role, come last.
 */
export function checkAnswers(
  form: FormVersion,
  role: RaterRole,
  answers: Answers,
  { complete }: { complete: boolean },
): Refusal[] {
  const refusals: Refusal[] = []
  const asked = new Set<string>()
  for (const section of form.sections) {
    for (const item of section.items) {
      if (!item.forRoles.includes(role)) continue
      asked.add(item.itemId)
      const answer = Object.hasOwn(answers, item.itemId) ? answers[item.itemId] : undefined
      const refusal = checkAnswer(item, answer, complete)
      if (refusal) refusals.push(refusal)
    }
  }
  for (const itemId of Object.keys(answers)) {
    if (!asked.has(itemId)) {
      refusals.push(
        refuse(
          'not-asked',
          'This form holds an answer to a question that you are not asked. Reload the page; what you saved is still there.',
          itemId,
        ),
      )
    }
  }
  return refusals
}

function checkAnswer(item: Item, answer: Answer | undefined, complete: boolean): Refusal | undefined {
  const { itemId, title } = item
  if (item.kind === 'scale') {
    if (answer === undefined) {
      return complete && item.required
        ? refuse('missing-rating', `Choose a level for “${title}”, or say that you cannot rate it.`, itemId)
        : undefined
    }
    if ('text' in answer) {
      return refuse('not-a-rating', `“${title}” asks for a level from 1 to 5, not for words.`, itemId)
    }
    return undefined
  }
  if (answer === undefined) return complete ? checkPresence(item, '') : undefined
  if (!('text' in answer)) {
    return refuse('not-a-text', `“${title}” asks for words, not for a level.`, itemId)
  }
  return checkText(item, answer.text, complete)
}

function checkPresence(item: TextItem, text: string): Refusal | undefined {
  if (text.trim() !== '' || !item.required) return undefined
  return refuse('missing-text', `Write something for “${item.title}”.`, item.itemId)
}

function checkText(item: TextItem, text: string, complete: boolean): Refusal | undefined {
  const { itemId, title } = item
  // A half surrogate pair cannot be stored as UTF-8 without changing what will be signed.
  if (!text.isWellFormed()) {
    return refuse('broken-text', `“${title}” holds a broken character. Remove it and write it again.`, itemId)
  }
  const characters = countCharacters(text)
  const limit = Math.min(item.maxCharacters, textAnswerLimit)
  if (characters > limit) {
    return refuse(
      'text-too-long',
      `“${title}” has ${characters} characters; ${limit} fit. Shorten it by ${characters - limit}.`,
      itemId,
    )
  }
  if (!complete) return undefined
  const missing = checkPresence(item, text)
  if (missing || text.trim() === '') return missing
  const words = countWords(text)
  if (words < item.minWords) {
    return refuse(
      'text-too-short',
      `“${title}” has ${words} ${words === 1 ? 'word' : 'words'}; write at least ${item.minWords}, so that the example can be understood.`,
      itemId,
    )
  }
  if (item.maxWords !== undefined && words > item.maxWords) {
    return refuse(
      'too-many-words',
      `“${title}” has ${words} words; at most ${item.maxWords} fit. Shorten it by ${words - item.maxWords}.`,
      itemId,
    )
  }
  return undefined
}
