/**
 * The cookies of a request, from the event's list or the header. Of two with one name the first counts, as the browser
 * sends the more specific one first.
 */
export function readCookies(event: {
  cookies?: string[] | undefined
  headers: Record<string, string | undefined>
}): ReadonlyMap<string, string> {
  const pairs = event.cookies ?? (event.headers.cookie ?? '').split(';')
  const cookies = new Map<string, string>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 1) continue
    const name = pair.slice(0, equals).trim()
    if (!cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim())
  }
  return cookies
}
