import { keepAnswersSaved } from './keep-answers-saved.ts'
import { showOneAtATime } from './one-at-a-time.ts'
import { tellWhatIsAnswered } from './what-is-answered.ts'

/** The form of a step: saves itself, says what is answered, and on a phone shows one question at a time. */
export function answerForm(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-behaviour="answers"]')
  if (form === null) return
  tellWhatIsAnswered(form)
  keepAnswersSaved(form)
  showOneAtATime(form)
}

/** The questions of the form in their order. */
export const partsOf = (form: HTMLFormElement): HTMLElement[] => [
  ...form.querySelectorAll<HTMLElement>('[data-part]'),
]
