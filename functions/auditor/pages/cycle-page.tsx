import type { ReviewCycle } from '../../domain/cycle.ts'
import type { Review } from '../../domain/review.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { TextField } from '../../layout/field.tsx'
import { Day } from '../../layout/moment.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import type { CommittedState } from '../cycle-state.ts'
import type { ExplainedChain } from '../explained-chain.ts'
import { CycleVerdict } from './cycle-verdict.tsx'
import { EntryList } from './entry-list.tsx'
import { stageInWords } from './stage-in-words.ts'
import { statusInWords } from './status-in-words.ts'
import { Verdict } from './verdict.tsx'

export interface CyclePageProps {
  cycle: ReviewCycle
  chain: ExplainedChain
  /** Whether the plan, and the list of all reviews, are what the chain committed to. */
  plan: CommittedState
  list: CommittedState
  reviews: readonly Review[]
  /** What the list was searched for; empty for all. */
  search: string
  firstHref: string | undefined
  nextHref: string | undefined
}

export function CyclePage(props: CyclePageProps) {
  const { cycle, chain, reviews, search, firstHref, nextHref } = props
  const path = `/audit/cycles/${cycle.cycleId}`
  return (
    <>
      <Verdict chain={chain} of="cycle" />
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
          { term: 'Reference in the trail', value: <code>{cycle.chain.subjectRef}</code> },
        ]}
      />
      <ButtonRow>
        <ButtonLink href={`${path}/packs`} kind="secondary">
          Download evidence packs
        </ButtonLink>
        <ButtonLink href={`${path}/entries.json`} kind="secondary">
          Download the raw entries
        </ButtonLink>
      </ButtonRow>
      <p class="quiet">
        Raw entries come as JSON, at most 200 reviews at a time, for checking outside of this app. What
        follows stands under “next” in the file.
      </p>
      <h2>Reviews</h2>
      {cycle.reviewCount > 0 && (
        <search>
          <form method="get" action={path}>
            <TextField
              name="q"
              label="Find a review by name"
              value={search}
              inputMode="search"
              width="middle"
            />
            <Button kind="secondary">Find</Button>
          </form>
        </search>
      )}
      {reviews.length === 0 ? (
        <p>
          {search === ''
            ? 'There are none before the launch.'
            : `Nobody called “${search}” is reviewed here.`}
        </p>
      ) : (
        <Table
          caption={`Reviews ${nextHref || firstHref ? 'on this page' : ''}`}
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
          {firstHref && <a href={firstHref}>{search === '' ? 'First page' : 'Show all reviews'}</a>}
          {nextHref && (
            <a rel="next" href={nextHref}>
              Next page
            </a>
          )}
        </nav>
      )}
      <h2>What happened to the cycle</h2>
      <EntryList entries={chain.entries} timeZone={cycle.timeZone} names={{}} />
    </>
  )
}
