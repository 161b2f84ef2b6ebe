/**
 * A form with `data-pack` sends its file packed, so that several times as much fits through: the field `packed` says so, and
 * `fileName` what it was called. A browser that cannot pack sends the form as it is.
 */
export function packFiles(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset.pack === undefined) return
    const field = form.querySelector<HTMLInputElement>('input[type=file]')
    const file = field?.files?.[0]
    if (field === null || file === undefined || typeof CompressionStream === 'undefined') return
    if (form.dataset.packed !== undefined) return
    event.preventDefault()
    void sendPacked(form, field, file)
  })
}

/** Another file may be chosen after all, on the way back: it is packed anew. */
function unpackedAgain(form: HTMLFormElement): void {
  delete form.dataset.packed
  for (const name of ['packed', 'fileName']) form.querySelector(`input[name=${name}]`)?.remove()
}

async function sendPacked(form: HTMLFormElement, field: HTMLInputElement, file: File): Promise<void> {
  form.dataset.packed = ''
  field.addEventListener('change', () => unpackedAgain(form), { once: true })
  try {
    const packed = await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob()
    const files = new DataTransfer()
    files.items.add(new File([packed], file.name, { type: 'application/gzip' }))
    field.files = files.files
    form.append(hidden('packed', 'gzip'), hidden('fileName', file.name))
  } catch {
    // Sent as it is; the server says what to do if it is too big.
  }
  form.requestSubmit()
}

function hidden(name: string, value: string): HTMLInputElement {
  const input = document.createElement('input')
  input.type = 'hidden'
  input.name = name
  input.value = value
  return input
}
