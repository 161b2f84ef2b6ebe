import type { ReviewCycle } from '../../domain/cycle.ts'
import type { Review, ReviewStage } from '../../domain/review.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Select, TextField } from '../../layout/field.tsx'
import { Day } from '../../layout/moment.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import type { CommittedState } from '../cycle-state.ts'
import type { ExplainedChain } from '../explained-chain.ts'
import type { PlaceInLog } from '../place-in-log.ts'
import { CycleVerdict } from './cycle-verdict.tsx'
import { EntryList } from './entry-list.tsx'
import { stageInWords, stageWords } from './stage-in-words.ts'
import { statusInWords } from './status-in-words.ts'
import { TablesOlderThanLog } from './tables-older-than-log.tsx'
import { Verdict } from './verdict.tsx'

export interface CyclePageProps {
  cycle: ReviewCycle
  chain: ExplainedChain
  /** Whether the plan, and the list of all reviews, are what the chain committed to. */
  plan: CommittedState
  list: CommittedState
  /** Where the cycle's entries stand in the log. */
  places: ReadonlyMap<string, PlaceInLog>
  names: Readonly<Record<string, string>>
  /** Those on this page. */
  reviews: readonly Review[]
  /** Of a closed cycle, the reviews without both signatures. */
  exceptions: readonly { reviewId: string; name: string; reason: string }[]
  /** How many fit what was searched for. */
  found: number
  /** What the list was searched for; empty for all. */
  search: string
  stage: ReviewStage | ''
  /** The published log holds more than the tables. */
  isIncomplete: boolean
  firstHref: string | undefined
  nextHref: string | undefined
}

export function CyclePage(props: CyclePageProps) {
  const { cycle, chain, reviews, search, stage, firstHref, nextHref } = props
  const isFiltered = search !== '' || stage !== ''
  const path = `/audit/cycles/${cycle.cycleId}`
  return (
    <>
      {props.isIncomplete && <TablesOlderThanLog />}
      <Verdict chain={chain} of="cycle" isIncomplete={props.isIncomplete} />
      <CycleVerdict plan={props.plan} reviews={props.list} />
      <SummaryList
        rows={[
          {
            term: 'Review period',
            value: (
              <>
                <Day date={cycle.reviewPeriod.from} /> to <Day date={cycle.reviewPeriod.to} />
              </>
            ),
          },
          { term: 'Status', value: statusInWords[cycle.status] },
          { term: 'Reviews', value: cycle.reviewCount },
          { term: 'Its own entries', value: <InTheLog {...props} /> },
          { term: 'Reference in the trail', value: <code>{cycle.chain.subjectRef}</code> },
        ]}
      />
      <ButtonRow>
        <ButtonLink href={`${path}/packs`} kind="secondary">
          Download evidence packs
        </ButtonLink>
        <ButtonLink href={`/audit/search?cycle=${cycle.cycleId}`} kind="secondary">
          Search its entries
        </ButtonLink>
        <ButtonLink href={`${path}/entries.json`} kind="quiet">
          Download the raw entries
        </ButtonLink>
      </ButtonRow>
      <p class="quiet">
        Raw entries come as JSON, at most 200 reviews at a time, for checking outside of this app. What
        follows stands under “next” in the file.
      </p>
      <h2>Reviews</h2>
      {cycle.reviewCount > 0 && (
        <search class="not-printed">
          <form method="get" action={path} class="filters">
            <TextField name="q" label="Reviewee or supervisor" value={search} inputMode="search" />
            <Select
              name="stage"
              label="Stage"
              value={stage}
              nothingChosen="Any"
              options={Object.entries(stageWords).map(([value, label]) => ({ value, label }))}
            />
            <Button kind="secondary">Find</Button>
          </form>
        </search>
      )}
      {reviews.length === 0 ? (
        <EmptyState title={isFiltered ? 'No review fits' : 'There are no reviews yet'}>
          <p>{isFiltered ? <a href={path}>Show all reviews</a> : 'They come with the launch.'}</p>
        </EmptyState>
      ) : (
        <Table
          caption={captionOf(props)}
          columns={[
            {
              heading: 'Reviewee',
              namesTheRow: true,
              cell: (review) => (
                <a href={`${path}/reviews/${review.reviewId}`}>
                  <bdi>{review.revieweeName}</bdi>
                </a>
              ),
            },
            { heading: 'Supervisor', cell: (review) => <bdi>{review.ratingSupervisorName}</bdi> },
            { heading: 'Stage', cell: (review) => stageInWords(review) },
            { heading: 'Entries', kind: 'number', cell: (review) => review.chain.seq },
          ]}
          rows={reviews}
          rowKey={(review) => review.reviewId}
        />
      )}
      {(firstHref || nextHref) && (
        <nav class="pagination" aria-label="Pages of reviews">
          {firstHref && <a href={firstHref}>First page</a>}
          {nextHref && (
            <a rel="next" href={nextHref}>
              Next page
            </a>
          )}
        </nav>
      )}
      {props.exceptions.length > 0 && (
        <>
          <h2>Not signed by both</h2>
          <ul>
            {props.exceptions.map(({ reviewId, name, reason }) => (
              <li key={reviewId}>
                <a href={`${path}/reviews/${reviewId}`}>
                  <bdi>{name}</bdi>
                </a>
                : {reason}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>What happened to the cycle</h2>
      <EntryList
        entries={chain.entries}
        places={props.places}
        timeZone={cycle.timeZone}
        names={props.names}
      />
    </>
  )
}

function captionOf({ reviews, found, search, stage }: CyclePageProps): string {
  const which = search === '' && stage === '' ? 'reviews' : 'reviews that fit'
  return found === reviews.length ? `${found} ${which}` : `${reviews.length} of ${found} ${which}`
}

/** Whether the cycle's own chain has come into the log. */
function InTheLog({ places }: CyclePageProps) {
  const states = [...places.values()].map(({ state }) => state)
  const inside = states.filter((state) => state === 'included').length
  if (inside === states.length) return <>All {states.length} are in the log, each proven just now.</>
  const wrong = states.filter((state) => !['included', 'waiting'].includes(state)).length
  return (
    <>
      {inside} of {states.length} are in the log.
      {wrong > 0 ? ` The log does not bear out ${wrong}; they say below why.` : ' The others wait for it.'}
    </>
  )
}
