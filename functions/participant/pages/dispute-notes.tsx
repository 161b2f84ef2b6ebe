import type { Review } from '../../domain/review.ts'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { disputeHref } from '../gather-dispute.ts'

type Disputable = Pick<Review, 'reviewId' | 'releasedAt' | 'openDispute' | 'disputes' | 'earlier'>

/** The way from a reviewee's own review to disputing it; nothing before it is released. */
export function OwnDisputeLink({ review }: { review: Disputable }) {
  if (review.releasedAt === undefined && review.earlier === undefined) return null
  const words =
    review.openDispute !== undefined
      ? 'You have disputed it. See where that stands'
      : review.disputes !== undefined || review.earlier !== undefined
        ? 'See what was disputed, decided or reopened'
        : 'Is something wrong in it? You can dispute it'
  return (
    <p>
      <a href={disputeHref(review.reviewId)}>{words}</a>
    </p>
  )
}

/** Stands with a record that is disputed; and with one that took the place of another, the way to why. */
export function DisputeNote({ review, timeZone }: { review: Disputable; timeZone: string }) {
  const link = <a href={disputeHref(review.reviewId)}>Read what is disputed and decided</a>
  if (review.openDispute !== undefined) {
    return (
      <Notice kind="attention" title="This record is disputed">
        <p>
          HR decides until <Moment at={review.openDispute.dueAt} timeZone={timeZone} />. You can sign, and
          nobody is held to it; it is not sealed before. {link}
        </p>
      </Notice>
    )
  }
  return review.disputes === undefined && review.earlier === undefined ? null : <p>{link}</p>
}

/** Stands on a receipt for something that was done anew since. It still proves what it proved. */
export function SupersededNote({ review }: { review: Disputable }) {
  return (
    <Notice kind="attention" title="This no longer counts: it was done anew">
      <p>
        A decision on a dispute, or a reopening by two people of HR, has put another record in the place of
        this one. This receipt stays valid as proof of what was sent in or signed then.{' '}
        <a href={disputeHref(review.reviewId)}>Read why</a>
      </p>
    </Notice>
  )
}
