import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { type PageReply, page } from '../web/reply.ts'
import { type DisputeDesk, disputeHref } from './gather-dispute.ts'
import { DisputePage } from './pages/dispute-page.tsx'

/** The page of a review's disputes: as it is opened, or with what was typed and needs another look. */
export function disputeReply(
  desk: DisputeDesk,
  shown: { typed?: TypedForm; errors?: FieldErrors; refusal?: string } = {},
): PageReply {
  const { review, reader, challenge, disputes, reopenings } = desk
  const hasErrors = Object.keys(shown.errors ?? {}).length > 0
  return page(
    <DisputePage
      {...desk}
      action={disputeHref(review.reviewId)}
      typed={shown.typed ?? {}}
      errors={shown.errors ?? {}}
      refusal={shown.refusal}
    />,
    {
      title:
        reader === 'reviewee' ? 'Dispute your review' : `Disputes about the review of ${review.revieweeName}`,
      status: hasErrors ? 422 : shown.refusal === undefined ? 200 : 409,
      back: { label: 'What waits for you', href: '/my' },
      data: {
        reviewId: review.reviewId,
        may: challenge.may,
        ...(challenge.may === 'nothing' ? { why: challenge.why.message } : { until: challenge.until }),
        disputes: disputes.map(({ version: _, concernId: _c, overdueConcernId: _o, ...dispute }) => dispute),
        reopenings: reopenings.map(({ number, to, reason, confirmedAt }) => ({
          number,
          to,
          reason,
          confirmedAt,
        })),
        ...(hasErrors ? { errors: shown.errors } : {}),
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
