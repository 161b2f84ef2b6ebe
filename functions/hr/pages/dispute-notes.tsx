import type { ReviewCycle } from '../../domain/cycle.ts'
import { type Review, recordVersionOf } from '../../domain/review.ts'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'

/** What was disputed or reopened, and the ways to it; on top of a review's page. */
export function DisputeNotes({ cycle, review }: { cycle: ReviewCycle; review: Review }) {
  const { openDispute, earlier = [] } = review
  const path = `/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}`
  const what = openDispute?.level === 'appeal' ? 'appeal' : 'dispute'
  return (
    <>
      {openDispute && (
        <Notice
          kind="attention"
          title={openDispute.overdueAt === undefined ? 'Disputed' : 'Disputed, and not decided in time'}
        >
          <p>
            The {what} has to be decided until <Moment at={openDispute.dueAt} timeZone={cycle.timeZone} />.
            The record is not sealed before. <a href={`${path}/disputes`}>Read it, and name who decides</a>
          </p>
        </Notice>
      )}
      {earlier.length > 0 && (
        <Notice kind="info" title={`This is record ${recordVersionOf(review)}`}>
          <ul>
            {earlier.map((record) => (
              <li key={record.recordVersion}>
                Record {record.recordVersion} no longer counts since{' '}
                <Moment at={record.supersededAt} timeZone={cycle.timeZone} />:{' '}
                {record.because.kind === 'dispute' ? (
                  <a href={`${path}/disputes`}>a dispute was decided</a>
                ) : (
                  <a href={`${path}/reopening`}>the review was reopened</a>
                )}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {review.releasedAt !== undefined && (
        <p>
          {review.disputes !== undefined && openDispute === undefined && (
            <>
              <a href={`${path}/disputes`}>What was disputed and decided</a>.{' '}
            </>
          )}
          <a href={`${path}/reopening`}>Reopen this review</a>
          {review.acknowledgement === 'refused' && (
            <>
              . <a href={`${path}/refusal`}>Write down who witnessed the refusal</a>
            </>
          )}
        </p>
      )}
    </>
  )
}
