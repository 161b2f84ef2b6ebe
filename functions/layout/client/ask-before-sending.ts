/**
 * A form, or a button of one, with `data-confirm` asks once more before it sends. Without scripts the page itself has to
 * say what cannot be taken back.
 */
export function askBeforeSending(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return
    const submitter = event.submitter
    const question = submitter?.dataset.confirm ?? form.dataset.confirm
    if (question === undefined || form.dataset.confirmed !== undefined) {
      delete form.dataset.confirmed
      return
    }
    event.preventDefault()
    const yes = submitter?.dataset.confirmYes ?? form.dataset.confirmYes ?? submitter?.textContent ?? 'Yes'
    ask(question, yes.trim(), () => {
      form.dataset.confirmed = ''
      form.requestSubmit(submitter)
    })
  })
}

function ask(question: string, yes: string, then: () => void): void {
  const dialog = document.createElement('dialog')
  dialog.className = 'ask'
  dialog.setAttribute('aria-labelledby', 'ask-question')
  const words = document.createElement('p')
  words.id = 'ask-question'
  words.textContent = question
  const row = document.createElement('div')
  row.className = 'button-row'
  // The first one has the focus: what the Enter key does must not be the final thing.
  row.append(
    button('Go back', 'secondary', () => dialog.close()),
    button(yes, 'primary', () => {
      dialog.close()
      then()
    }),
  )
  dialog.append(words, row)
  // Also after Escape.
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

function button(label: string, kind: 'primary' | 'secondary', pressed: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = `button ${kind}`
  made.textContent = label
  made.addEventListener('click', pressed)
  return made
}
