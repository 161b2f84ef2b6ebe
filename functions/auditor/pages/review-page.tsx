import type { ReviewCycle } from '../../domain/cycle.ts'
import type { Review } from '../../domain/review.ts'
import { ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import type { ExplainedChain } from '../explained-chain.ts'
import type { PlaceInLog } from '../place-in-log.ts'
import type { RecordState } from '../record-state.ts'
import { type AsOf, AsOfView } from './as-of-view.tsx'
import { EntryList } from './entry-list.tsx'
import { RecordVerdict } from './record-verdict.tsx'
import { stageInWords } from './stage-in-words.ts'
import { TablesOlderThanLog, WHO_TO_ASK } from './tables-older-than-log.tsx'
import { TimeLine } from './time-line.tsx'
import { Verdict } from './verdict.tsx'

export function ReviewPage(props: {
  cycle: ReviewCycle
  review: Review
  chain: ExplainedChain
  places: ReadonlyMap<string, PlaceInLog>
  names: Readonly<Record<string, string>>
  record: RecordState
  asOf: AsOf | undefined
  /** The published log holds more than the tables. */
  isIncomplete: boolean
  /** The log takes nothing in until somebody has looked at it. */
  hasStopped: boolean
}) {
  const { cycle, review, chain, names, asOf } = props
  const href = `/audit/cycles/${cycle.cycleId}/reviews/${review.reviewId}`
  const { timeZone } = cycle
  return (
    <>
      {props.isIncomplete && <TablesOlderThanLog />}
      {props.hasStopped && !props.isIncomplete && (
        <Notice kind="failure" title="The log has stopped; what is shown here may not be complete">
          <p>
            Something does not fit between the log and the tables that this page is made of.{' '}
            <a href="/audit/log">The log’s page</a> says what. {WHO_TO_ASK}
          </p>
        </Notice>
      )}
      <Verdict chain={chain} of="review" isIncomplete={props.isIncomplete} />
      <RecordVerdict state={props.record} />
      <SummaryList
        rows={[
          { term: 'Stage', value: stageInWords(review) },
          ...(review.openDispute === undefined
            ? []
            : [
                {
                  term: 'Disputed',
                  value: 'A dispute waits for its decision; the record is not sealed before',
                },
              ]),
          ...(review.earlier ?? []).map((record) => ({
            term: `Record ${record.recordVersion}`,
            value: (
              <>
                No longer counts since <Moment at={record.supersededAt} timeZone={timeZone} />:{' '}
                {record.because.kind === 'dispute'
                  ? 'a dispute was decided'
                  : 'two of HR reopened the review'}
                .{' '}
                <a href={`${href}/record?version=${record.recordVersion}`}>
                  Show record {record.recordVersion} with its signatures
                </a>
              </>
            ),
          })),
          { term: 'Reviewee', value: <bdi>{review.revieweeName}</bdi> },
          { term: 'Rated by', value: <bdi>{review.ratingSupervisorName}</bdi> },
          ...(review.countersigner === undefined
            ? []
            : [{ term: 'Countersigns', value: <bdi>{review.countersigner.name}</bdi> }]),
          ...(review.sentFor ?? []).map(({ kind, by }) => ({
            term: kind === 'selfAssessment' ? 'Self-assessment sent in' : 'Rating sent in',
            value: (
              <bdi>
                {`by ${by.name} of HR, on behalf of ${kind === 'selfAssessment' ? review.revieweeName : review.ratingSupervisorName}`}
              </bdi>
            ),
          })),
          { term: 'Reference in the trail', value: <code>{review.chain.subjectRef}</code> },
        ]}
      />
      <ButtonRow>
        {props.record !== 'none' && (
          <ButtonLink href={`${href}/record`} kind="secondary">
            Show the record and its signatures
          </ButtonLink>
        )}
        <ButtonLink href={`${href}/pack.zip`} kind="secondary">
          Download the evidence pack
        </ButtonLink>
        <ButtonLink href={`/audit/people/${review.revieweeId}/pack.zip`} kind="quiet">
          Evidence of all reviews of this person
        </ButtonLink>
      </ButtonRow>
      <h2>What happened, in order</h2>
      <p>Choose an entry to see the review as it stood then, and what proves it.</p>
      <div class={asOf === undefined ? undefined : 'side-by-side'}>
        <TimeLine
          entries={chain.entries}
          places={props.places}
          names={names}
          timeZone={timeZone}
          href={href}
          at={asOf?.explained.entry.subjectSeq}
        />
        {asOf !== undefined && (
          <AsOfView
            asOf={asOf}
            timeZone={timeZone}
            names={names}
            href={href}
            lastSeq={chain.entries.at(-1)?.entry.subjectSeq ?? 0}
          />
        )}
      </div>
      {asOf === undefined && (
        <details>
          <summary>Every entry in full</summary>
          <EntryList entries={chain.entries} places={props.places} timeZone={timeZone} names={names} />
        </details>
      )}
    </>
  )
}
