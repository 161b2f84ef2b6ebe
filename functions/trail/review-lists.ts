const LISTING: readonly string[] = ['cycle.opened', 'cycle.review-added']

/**
 * True for events whose entry names the fingerprint of all reviews of its cycle, as they are from then on: the launch, and
 * whatever adds a review later. The last such entry of a chain counts.
 */
export const listsReviews = (eventType: string): boolean => LISTING.includes(eventType)
