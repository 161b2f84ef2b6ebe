/** Between two looks: short while something changes, longer and longer while nothing does. */
const SHORTEST_MS = 4_000
const LONGEST_MS = 60_000
/** When the server does not answer it is left alone for longer. */
const LONGEST_AFTER_TROUBLE_MS = 300_000

/**
 * Keeps a part of the page current: `data-live` is an address that answers programs with figures, and people with a page
 * that has the same part, by its id. Only when the figures have changed the part is fetched. Nothing is asked while the
 * page is hidden, nor once the session has ended.
 */
export function keepLive(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-live][id]')) follow(part)
}

function follow(part: HTMLElement): void {
  const address = part.dataset.live ?? ''
  let known: string | undefined
  let wait = SHORTEST_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = async () => {
    timer = undefined
    if (document.hidden) return
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' } })
      if (answer.status === 401 || answer.status === 404) return
      if (!answer.ok) throw new Error(String(answer.status))
      const { at: _, ...figures } = (await answer.json()) as Record<string, unknown>
      const now = JSON.stringify(figures)
      const hasChanged = known !== undefined && now !== known
      known = now
      if (hasChanged) await show(part, address)
      wait = hasChanged ? SHORTEST_MS : Math.min(LONGEST_MS, wait * 1.5)
    } catch {
      wait = Math.min(LONGEST_AFTER_TROUBLE_MS, wait * 2)
    }
    timer = setTimeout(look, wait)
  }
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || timer !== undefined) return
    wait = SHORTEST_MS
    void look()
  })
  void look()
}

/** Puts the part as the server shows it now in the place of the old one; whoever stands on a link of it keeps standing there. */
async function show(part: HTMLElement, address: string): Promise<void> {
  const answer = await fetch(address, { headers: { accept: 'text/html' } })
  if (!answer.ok) throw new Error(String(answer.status))
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part.id)
  if (fresh === null) return
  const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null
  part.replaceChildren(...fresh.childNodes)
  if (focused) part.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus()
}
