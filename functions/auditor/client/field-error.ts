/** Says below the label what is wrong with a field, as the server's forms do, and goes there; or takes that away again. */
export function showFieldError(field: HTMLInputElement, sentence: string | undefined): void {
  const id = `${field.id}-error`
  document.getElementById(id)?.remove()
  const described = (field.getAttribute('aria-describedby') ?? '').split(' ')
  const others = described.filter((one) => one !== '' && one !== id)
  field.closest('.field')?.classList.toggle('has-error', sentence !== undefined)
  if (sentence === undefined) {
    field.removeAttribute('aria-invalid')
    field.setAttribute('aria-describedby', others.join(' '))
    return
  }
  const error = document.createElement('p')
  error.id = id
  error.className = 'error'
  const hidden = document.createElement('span')
  hidden.className = 'visually-hidden'
  hidden.textContent = 'Error: '
  error.append(hidden, sentence)
  field.before(error)
  field.setAttribute('aria-invalid', 'true')
  field.setAttribute('aria-describedby', [...others, id].join(' '))
  field.focus()
}
