import type { Answer } from '../../domain/answers.ts'
import type { FormVersion } from '../../domain/form.ts'

/** “4 – Above”, “I cannot rate this”, or that there is no answer. */
export function levelInWords(form: FormVersion, answer: Answer | undefined): string {
  if (answer === undefined) return 'no answer'
  if ('notRated' in answer) return form.scale.notRated.name
  if ('text' in answer) return answer.text
  return `${answer.level} – ${form.scale.levels[answer.level - 1]?.name ?? ''}`
}

/** The overall rating with its name: “4 – Above”. */
export function ratingInWords(form: FormVersion, rating: number | null): string {
  if (rating === null) return 'not rated'
  return `${rating} – ${form.scale.levels[rating - 1]?.name ?? ''}`
}
