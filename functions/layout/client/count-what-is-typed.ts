import { countCharacters, countWords } from '../../domain/text-length.ts'

/** From so many characters before the end on, those that are left are said; before that they would only distract. */
const NEAR_THE_END = 300
/** A screen reader is told when somebody has stopped typing, not at each key. */
const PAUSE_MS = 1200

/** Says below each text field that has limits how much is written and how much is missing or left. */
export function countWhatIsTyped(): void {
  for (const field of document.querySelectorAll<HTMLTextAreaElement>(
    'textarea[data-max-characters], textarea[data-min-words]',
  ))
    countIn(field)
}

function countIn(field: HTMLTextAreaElement): void {
  const seen = document.createElement('p')
  seen.className = 'count'
  seen.id = `${field.id}-count`
  const heard = document.createElement('span')
  heard.className = 'visually-hidden'
  heard.setAttribute('aria-live', 'polite')
  field.after(seen, heard)
  const described = field.getAttribute('aria-describedby')
  field.setAttribute('aria-describedby', described === null ? seen.id : `${described} ${seen.id}`)

  const limits = {
    minWords: Number(field.dataset.minWords ?? 0),
    maxCharacters: Number(field.dataset.maxCharacters ?? Number.POSITIVE_INFINITY),
  }
  let pause: ReturnType<typeof setTimeout> | undefined
  const say = () => {
    const { words, isOver } = inWords(field.value, limits)
    seen.textContent = words
    seen.classList.toggle('over', isOver)
    return words
  }
  field.addEventListener('input', () => {
    const words = say()
    clearTimeout(pause)
    pause = setTimeout(() => {
      heard.textContent = words
    }, PAUSE_MS)
  })
  say()
}

/** What there is to say about a text; short of words counts only once something is written. */
export function inWords(
  text: string,
  limits: { minWords: number; maxCharacters: number },
): { words: string; isOver: boolean } {
  const words = countWords(text)
  const left = limits.maxCharacters - countCharacters(text)
  if (left < 0)
    return { words: `${-left} ${left === -1 ? 'character' : 'characters'} too many`, isOver: true }
  const missing = limits.minWords - words
  const parts = [
    `${words} ${words === 1 ? 'word' : 'words'}`,
    ...(missing > 0 && words > 0 ? [`${missing} more needed`] : []),
    ...(left <= NEAR_THE_END ? [`${left} ${left === 1 ? 'character' : 'characters'} left`] : []),
  ]
  return { words: parts.join(', '), isOver: false }
}
