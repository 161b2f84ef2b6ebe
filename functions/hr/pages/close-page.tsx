import { Button } from '../../layout/button.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Table } from '../../layout/table.tsx'
import { NotDone } from './pause-page.tsx'

export interface ListedReview {
  reviewId: string
  name: string
  reason: string
}

/** More lines than anybody reads; programs get all of them. */
const SHOWN = 200

/** Which reviews the closed cycle would list, and why, before anything is closed. */
export function ClosePage(props: {
  cycleId: string
  reviewCount: number
  listed: readonly ListedReview[]
  refusal: string | undefined
}) {
  const { cycleId, reviewCount, listed, refusal } = props
  if (refusal !== undefined) return <NotDone refusal={refusal} />
  const path = `/hr/cycles/${cycleId}`
  return (
    <>
      <p class="lead">
        {reviewCount - listed.length} of {reviewCount} reviews are signed by both.{' '}
        {listed.length === 0
          ? 'Nothing would be listed as missing.'
          : `${listed.length} would be listed as they stand; none of them keeps the cycle from closing.`}
      </p>
      {listed.length > 0 && (
        <Table
          caption="Would be listed"
          columns={[
            {
              heading: 'Name',
              namesTheRow: true,
              cell: (review: ListedReview) => (
                <a href={`${path}/reviews/${review.reviewId}`}>
                  <bdi>{review.name}</bdi>
                </a>
              ),
            },
            { heading: 'Why', cell: (review) => review.reason },
          ]}
          rows={listed.slice(0, SHOWN)}
          rowKey={(review) => review.reviewId}
        />
      )}
      {listed.length > SHOWN && <p>And {listed.length - SHOWN} more.</p>}
      <Notice kind="attention" title="This cannot be taken back">
        <p>Nobody can sign any more. What was written, rated and signed is kept as it is.</p>
      </Notice>
      <PostForm action={`${path}/close`} label="Close the cycle">
        <Button kind="danger">Close now</Button>
      </PostForm>
    </>
  )
}
