/** After so long a form may be sent again: its answer may have been a download, which leaves the page as it is. */
const AGAIN_AFTER_MS = 8000

/**
 * A second click while the first is on its way sends nothing. The server would find out as well; this spares people
 * the page that says so. Listens last, on the window: a form that something else has stopped is not being sent.
 */
export function sendOnce(): void {
  window.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
    if (event.defaultPrevented) return
    if (form.dataset.sending !== undefined) return event.preventDefault()
    form.dataset.sending = ''
    setTimeout(() => delete form.dataset.sending, AGAIN_AFTER_MS)
  })
  // Back to a page that the browser kept as it was.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form')) delete form.dataset.sending
  })
}
