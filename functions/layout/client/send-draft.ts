/** What came of sending a draft, in the words that the page shows. */
export type Saved =
  | { came: 'saved'; draftVersion: number; savedAt: string; computedScore: number | null | undefined }
  /** Nobody answered. */
  | { came: 'offline' }
  /** Something in it does not fit; the next change may. */
  | { came: 'refused'; sentence: string }
  /** Trying again would not help: somebody has to look. */
  | { came: 'stopped'; sentence: string }

/** Sends the form as it stands to its own address, as a draft. */
export async function sendDraft(form: HTMLFormElement): Promise<Saved> {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value)
  fields.set('intent', 'save')
  let answer: Response
  try {
    answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: fields,
      // The page may be on its way out; browsers keep up to 64 KB alive.
      keepalive: fields.toString().length < 60_000,
    })
  } catch {
    return { came: 'offline' }
  }
  if (answer.status >= 500 || answer.status === 429) return { came: 'offline' }
  return read(answer.status, await bodyOf(answer))
}

async function bodyOf(answer: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function read(status: number, body: Record<string, unknown>): Saved {
  if (status === 200 && body.saved === true) {
    const { draftVersion, savedAt, computedScore } = body
    return {
      came: 'saved',
      draftVersion: Number(draftVersion),
      savedAt: typeof savedAt === 'string' ? savedAt : new Date().toISOString(),
      computedScore: typeof computedScore === 'number' || computedScore === null ? computedScore : undefined,
    }
  }
  if (status === 422) return { came: 'refused', sentence: `Not saved: ${firstOf(body.errors)}` }
  if (status === 409 && body.conflict === true)
    return {
      came: 'stopped',
      sentence:
        'This was also changed in another window. Press “Save the draft” to see both texts. Nothing is lost.',
    }
  if (status === 401 || status === 403)
    return {
      came: 'stopped',
      sentence:
        'Not saved: you are signed out. Open the link in your e-mail in another tab, then press “Save the draft” here. What you typed stays on this page.',
    }
  const said = typeof body.message === 'string' ? body.message : 'Press “Save the draft” to see why.'
  return { came: 'stopped', sentence: `Not saved. ${said} What you typed stays on this page.` }
}

function firstOf(errors: unknown): string {
  const [first] = typeof errors === 'object' && errors !== null ? Object.values(errors) : []
  return typeof first === 'string' ? first : 'something in it needs another look.'
}
