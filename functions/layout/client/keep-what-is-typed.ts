/** A form with `data-keep` holds words that nothing else keeps: whoever leaves the page is asked first. */
export function keepWhatIsTyped(): void {
  const changed = new Set<HTMLFormElement>()
  document.addEventListener('input', ({ target }) => {
    const form = target instanceof Element ? target.closest<HTMLFormElement>('form[data-keep]') : null
    if (form !== null) changed.add(form)
  })
  window.addEventListener('submit', (event) => {
    if (!event.defaultPrevented && event.target instanceof HTMLFormElement) changed.delete(event.target)
  })
  window.addEventListener('beforeunload', (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault()
  })
}
