/**
 * Whether a POST was sent by one of our own pages, as the browser itself says: `Sec-Fetch-Site`, which pages cannot forge,
 * and `Origin`. Our `no-referrer` makes browsers send `Origin: null` with a form, so that a null says nothing, and
 * then `Sec-Fetch-Site` has to be there. A request that carries neither comes from no browser of this decade.
 */
export function isFromOurPages(headers: Record<string, string | undefined>, publicUrl: URL): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  const origin = headers.origin
  if (origin === undefined || origin === 'null') return site === 'same-origin'
  // Beside the public address, the one that this very request was sent to: on one machine, localhost is 127.0.0.1.
  return origin === publicUrl.origin || origin === `${publicUrl.protocol}//${headers.host ?? ''}`
}
