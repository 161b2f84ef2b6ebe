/** How often to look: often enough to see it move, seldom enough to cost nothing. */
const EVERY_MS = 1000

interface Standing {
  status: string
  written: number
  total: number
}

/**
 * Where something is under way, `data-follow` is the address that says as JSON how far it is, and `data-follow-until` the status
 * in which the page shows more: then it is loaded anew. Without scripts a link does the same.
 */
export function followProgress(): void {
  const place = document.querySelector<HTMLElement>('[data-follow]')
  const address = place?.dataset.follow
  if (place === null || address === undefined) return
  const bar = place.querySelector('progress')
  const count = place.querySelector('.progress-count')
  count?.setAttribute('aria-live', 'polite')
  const look = async () => {
    try {
      const response = await fetch(address, { headers: { accept: 'application/json' } })
      if (response.ok) {
        const { status, written, total } = (await response.json()) as Standing
        if (status === place.dataset.followUntil) return location.reload()
        if (bar !== null) bar.value = written
        if (count !== null) count.textContent = `${written} of ${total}`
      }
    } catch {
      // The network is away for a moment; the next look may find it again.
    }
    setTimeout(look, EVERY_MS)
  }
  setTimeout(look, EVERY_MS)
}
