import { sendDraft } from './send-draft.ts'

/** Long enough not to send at each key, short enough that hardly a sentence is lost with a battery. */
const PAUSE_MS = 1500
/** Between two tries while nothing gets through. */
const RETRY_MS = 10_000

/**
 * Saves the draft a moment after somebody has stopped typing, and says so. One request at a time; what is typed meanwhile
 * goes with the next. The words stay in the page and nowhere else until the server has them. Only what a person does
 * counts: a page that is merely rendered, or played with by a program, saves nothing.
 */
export function keepAnswersSaved(form: HTMLFormElement): void {
  const seen = find(form, '[data-saved]', HTMLElement)
  const version = find(form, 'input[name=draftVersion]', HTMLInputElement)
  const heard = liveRegion(form)
  let isDirty = false
  let isOffline = false
  /** Nothing is tried until something changes; once stopped, not even then. */
  let isHeld = false
  let isStopped = false
  let sending: Promise<void> | undefined
  let pause: ReturnType<typeof setTimeout> | undefined
  let lastSaid = ''

  const say = (words: string, kind: 'saved' | 'saving' | 'trouble', toHear?: string) => {
    seen.textContent = words
    seen.dataset.kind = kind
    // Once for each kind of news: who listens does not want to hear of every save.
    if (toHear !== undefined && toHear !== lastSaid) heard.textContent = toHear
    if (toHear !== undefined) lastSaid = toHear
  }

  const later = (ms: number) => {
    clearTimeout(pause)
    pause = setTimeout(() => void save(), ms)
  }

  async function save(): Promise<void> {
    if (sending !== undefined) return sending
    if (!isDirty || isHeld) return
    clearTimeout(pause)
    sending = sendNow()
    await sending
    sending = undefined
    // Typed meanwhile, or it did not get through.
    if (isDirty && !isHeld) later(isOffline ? RETRY_MS : PAUSE_MS)
  }

  async function sendNow(): Promise<void> {
    isDirty = false
    say('Saving …', 'saving')
    const saved = await sendDraft(form)
    isOffline = saved.came === 'offline'
    if (saved.came !== 'saved') {
      isDirty = true
      if (saved.came === 'offline') {
        say(
          'Not saved: there is no connection. Keep this page open; it tries again by itself.',
          'trouble',
          'There is no connection. What you typed is kept on this page, which tries again by itself.',
        )
        return
      }
      isHeld = true
      isStopped = saved.came === 'stopped'
      say(saved.sentence, 'trouble', saved.sentence)
      return
    }
    version.value = String(saved.draftVersion)
    tellScore(saved.computedScore)
    say(`Saved ${timeOf(saved.savedAt)}`, 'saved', 'Your draft is saved.')
  }

  form.addEventListener('input', (event) => {
    if (!event.isTrusted) return
    isDirty = true
    if (isStopped) return
    isHeld = false
    if (sending === undefined) later(PAUSE_MS)
  })
  // A radio that a label or the keyboard has set.
  form.addEventListener('change', (event) => {
    if (event.isTrusted) void save()
  })
  window.addEventListener('online', () => void save())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void save()
  })
  window.addEventListener('beforeunload', (event) => {
    if (isDirty || sending !== undefined) event.preventDefault()
  })
  // Sent while a save is on its way, it would meet its own draft as somebody else's.
  document.addEventListener('submit', (event) => {
    if (event.target !== form || event.defaultPrevented) return
    clearTimeout(pause)
    if (sending === undefined) {
      isDirty = false
      return
    }
    event.preventDefault()
    const submitter = event.submitter
    void sending.then(() => form.requestSubmit(submitter))
  })
}

function find<T extends HTMLElement>(form: HTMLFormElement, selector: string, kind: new () => T): T {
  const element = form.querySelector(selector)
  if (!(element instanceof kind)) throw new Error(`The form has no ${selector}`)
  return element
}

function liveRegion(form: HTMLFormElement): HTMLElement {
  const heard = document.createElement('p')
  heard.className = 'visually-hidden'
  heard.setAttribute('aria-live', 'polite')
  form.append(heard)
  return heard
}

const timeOf = (instant: string) =>
  new Date(instant).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

/** The score of what has just been saved, where the page shows one. */
function tellScore(score: number | null | undefined): void {
  const place = document.querySelector('[data-computed-score]')
  if (place === null || score === undefined) return
  place.textContent =
    score === null
      ? 'No computed score yet: nothing in your draft is rated'
      : `Computed score of your draft: ${score.toFixed(2)}`
}
