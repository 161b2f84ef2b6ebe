import type { ReviewCycle } from '../../domain/cycle.ts'
import type { Review } from '../../domain/review.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import type { ExplainedChain } from '../explained-chain.ts'
import type { RecordState } from '../record-state.ts'
import { EntryList } from './entry-list.tsx'
import { RecordVerdict } from './record-verdict.tsx'
import { stageInWords } from './stage-in-words.ts'
import { Verdict } from './verdict.tsx'

export function ReviewPage(props: {
  cycle: ReviewCycle
  review: Review
  chain: ExplainedChain
  names: Readonly<Record<string, string>>
  record: RecordState
}) {
  const { cycle, review, chain } = props
  return (
    <>
      <Verdict chain={chain} of="review" />
      <RecordVerdict state={props.record} />
      <SummaryList
        rows={[
          { term: 'Stage', value: stageInWords(review) },
          { term: 'Reviewee', value: <bdi>{review.revieweeName}</bdi> },
          { term: 'Rated by', value: <bdi>{review.ratingSupervisorName}</bdi> },
          { term: 'Reference in the trail', value: <code>{review.chain.subjectRef}</code> },
        ]}
      />
      {props.record !== 'none' && (
        <p>
          <ButtonLink
            href={`/audit/cycles/${cycle.cycleId}/reviews/${review.reviewId}/record`}
            kind="secondary"
          >
            Show the record and its signatures
          </ButtonLink>
        </p>
      )}
      <h2>What happened, in order</h2>
      <EntryList entries={chain.entries} timeZone={cycle.timeZone} names={props.names} />
    </>
  )
}
