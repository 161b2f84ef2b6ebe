import { partsOf } from './answer-form.ts'

/** Keeps the outline and the count of answers current while somebody writes; the server has said both at first. */
export function tellWhatIsAnswered(form: HTMLFormElement): void {
  const tell = () => {
    let needed = 0
    let done = 0
    for (const part of partsOf(form)) {
      const line = document.querySelector(`[data-outline="${part.dataset.part}"]`)
      const answered = isAnswered(part)
      const optional = part.querySelector('.optional') !== null
      if (!optional) needed += 1
      if (!optional && answered) done += 1
      line?.classList.toggle('answered', answered)
      const word = line?.querySelector('.outline-state')
      if (word) word.textContent = answered ? 'answered' : optional ? 'optional' : 'to answer'
    }
    const bar = form.querySelector<HTMLProgressElement>('[data-answered-bar]')
    if (bar !== null) bar.value = done
    const count = form.querySelector('[data-answered-count]')
    if (count !== null) count.textContent = `${done} of ${needed} answered`
  }
  form.addEventListener('input', tell)
  // A browser may put back what was typed before a page was left.
  window.addEventListener('pageshow', tell)
}

export function isAnswered(part: Element): boolean {
  if (part.querySelector('input:checked') !== null) return true
  const text = part.querySelector('textarea')
  return text !== null && text.value.trim() !== ''
}
