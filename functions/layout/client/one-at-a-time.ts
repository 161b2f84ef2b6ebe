import { partsOf } from './answer-form.ts'
import { isAnswered } from './what-is-answered.ts'

/** As wide as the stylesheet calls a phone. */
const PHONE = '(max-width: 40rem)'

/**
 * On a phone one question fills the page, with the way back and on. All fields stay in the form, only out of sight, so
 * that nothing is lost and everything is saved together. Turned to a wider window, everything stands below each other.
 */
export function showOneAtATime(form: HTMLFormElement): void {
  const parts = partsOf(form)
  const bar = form.querySelector<HTMLElement>('.form-bar')
  const outline = document.querySelector<HTMLDetailsElement>('.outline')
  if (parts.length < 2 || bar === null) return
  const steps = navigation(
    () => go(current - 1),
    () => go(current + 1),
  )
  const isPhone = window.matchMedia(PHONE)
  let current = firstToShow(form, parts)

  function show(): void {
    const stepping = isPhone.matches
    form.classList.toggle('stepping', stepping)
    parts.forEach((part, index) => {
      part.hidden = stepping && index !== current
    })
    for (const section of form.querySelectorAll<HTMLElement>('section')) {
      section.hidden = stepping && ![...section.querySelectorAll<HTMLElement>('[data-part]')].some(isShown)
    }
    // What the form is for has been read with the first question.
    const intro = document.querySelector<HTMLElement>('.answering-intro')
    if (intro !== null) intro.hidden = stepping && current > 0
    if (!stepping) {
      steps.row.remove()
      return
    }
    const isLast = current === parts.length - 1
    bar?.before(steps.row)
    steps.where.textContent = `Question ${current + 1} of ${parts.length}`
    steps.bar.max = parts.length
    steps.bar.value = current + 1
    steps.back.hidden = current === 0
    steps.next.hidden = isLast
    form.classList.toggle('at-the-end', isLast)
  }

  function go(to: number): void {
    current = Math.min(Math.max(to, 0), parts.length - 1)
    show()
    const part = parts[current]
    // The question is read out from its beginning, and a phone does not throw up its keyboard.
    part?.setAttribute('tabindex', '-1')
    part?.focus({ preventScroll: true })
    form.scrollIntoView()
  }

  /** A link of the outline or of the list of errors leads to a field that may be out of sight. */
  function follow(hash: string): void {
    const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null
    const index = parts.findIndex((part) => target !== null && part.contains(target))
    if (index < 0) return
    current = index
    show()
    target?.scrollIntoView({ block: 'center' })
    target?.focus({ preventScroll: true })
  }

  document.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null
    if (link === null || !isPhone.matches) return
    event.preventDefault()
    if (outline !== null) outline.open = false
    follow(link.hash)
  })
  isPhone.addEventListener('change', show)
  if (isPhone.matches && outline !== null) outline.open = false
  if (isPhone.matches)
    for (const more of document.querySelectorAll<HTMLDetailsElement>('.material details')) more.open = false
  show()
  if (isPhone.matches && location.hash !== '') follow(location.hash)
}

const isShown = (part: HTMLElement) => !part.hidden

/** What needs another look first; else where somebody stopped, which is the first question without an answer. */
function firstToShow(form: HTMLFormElement, parts: readonly HTMLElement[]): number {
  const wrong = parts.findIndex((part) => part.querySelector('.has-error') !== null)
  if (wrong >= 0) return wrong
  const hasDraft = form.querySelector<HTMLInputElement>('input[name=draftVersion]')?.value !== '0'
  if (!hasDraft) return 0
  const open = parts.findIndex((part) => !isAnswered(part) && part.querySelector('.optional') === null)
  return open >= 0 ? open : parts.length - 1
}

function navigation(onBack: () => void, onNext: () => void) {
  const row = document.createElement('div')
  row.className = 'step-nav'
  const where = document.createElement('p')
  const bar = document.createElement('progress')
  bar.setAttribute('aria-label', 'Where you are in the form')
  const back = pressable('Back', 'secondary', onBack)
  const next = pressable('Next', 'primary', onNext)
  row.append(where, bar, back, next)
  return { row, where, bar, back, next }
}

function pressable(label: string, kind: string, pressed: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = `button ${kind}`
  made.textContent = label
  made.addEventListener('click', pressed)
  return made
}
