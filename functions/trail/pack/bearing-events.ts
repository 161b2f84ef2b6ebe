/** What entries mean for a pack: the names are part of the trail's format and never change their meaning. */

/** The entries that name the fingerprint of the record: its release and what was signed, or sealed, after it. */
export const RECORD_BEARING: readonly string[] = [
  'record.released',
  'record.signed-by-reviewee',
  'record.signature-refused',
  'record.countersigned',
  'review.sealed',
]

/** With one of these a chain of such a subject ends; a review that is reopened goes on behind it, and ends again. */
export const CLOSING: Readonly<Record<string, readonly string[]>> = {
  review: ['review.sealed', 'review.closed-unfinished'],
  cycle: ['cycle.closed', 'cycle.cancelled'],
  register: [],
}

/** After one of these a review no longer ends with its cycle: it is decided, or signed again, in its own time. */
export const GOES_ON: readonly string[] = ['dispute.raised', 'review.reopened']

/** Whoever wrote as a peer is joined with the trail only by breaking the glass: of such entries a pack discloses the reviewee. */
export function mayDisclose(entry: { signerRole: string; eventType: string }, field: string): boolean {
  const isPeers = entry.signerRole === 'peer' || entry.eventType === 'peer-input.submitted'
  return !isPeers || field === 'reviewee'
}
