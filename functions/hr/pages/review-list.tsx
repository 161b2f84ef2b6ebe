import type { ReviewCycle } from '../../domain/cycle.ts'
import type { TeamProgress } from '../../domain/cycle-progress.ts'
import type { Acknowledgement, ReviewStage } from '../../domain/review.ts'
import { filterEntries, type ReviewFilter } from '../../domain/review-filter.ts'
import { Button } from '../../layout/button.tsx'
import { Select } from '../../layout/field.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import { type Column, Table } from '../../layout/table.tsx'
import { isNarrowed, ReviewFilterForm } from './review-filter-form.tsx'
import { StageWord } from './stage-word.tsx'

/** A list that fits a screen needs no search. */
const FEW_REVIEWS = 20

export interface ReviewListProps {
  cycle: ReviewCycle
  /** The team that the list is narrowed to. */
  team: TeamProgress | undefined
  reviews: readonly {
    reviewId: string
    name: string
    supervisor: string
    stage: ReviewStage
    /** Joined late, exempt and the like. */
    label: string | undefined
    answer: Acknowledgement | null
    waitsFor: string
  }[]
  filter: ReviewFilter
  teams: readonly TeamProgress[]
  reviewCount: number
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
  /** What can be done to those who are ticked. */
  operations: readonly { name: string; title: string }[]
}

/** The reviews of a cycle, a page at a time, each with its stage and whom it waits for. */
export function ReviewList(props: ReviewListProps) {
  const { cycle, team } = props
  const canChoose = isUnderWay(cycle)
  return (
    <>
      <h2 id="reviews">{team ? `Reviews that ${team.supervisorName} rates` : 'Reviews'}</h2>
      {cycle.reviewCount > FEW_REVIEWS || isNarrowed(props.filter) ? <ReviewFilterForm {...props} /> : null}
      {canChoose ? (
        <form method="get" action={`/hr/cycles/${cycle.cycleId}/operations`}>
          <Reviews {...props} />
          <ChooseOperation {...props} />
        </form>
      ) : (
        <Reviews {...props} />
      )}
      <Pagination
        label="Pages of reviews"
        here={props.here}
        previousHref={props.previousHref}
        nextHref={props.nextHref}
      />
    </>
  )
}

type ReviewRow = ReviewListProps['reviews'][number]

const isUnderWay = ({ status }: ReviewCycle) => status === 'running' || status === 'released'

/** A box each, so that something can be done to many at once. */
const boxes: Column<ReviewRow> = {
  heading: 'Choose',
  cell: (review) => (
    <input
      class="row-box"
      type="checkbox"
      name="review"
      value={review.reviewId}
      aria-label={`Choose ${review.name}`}
    />
  ),
}

function Reviews(props: ReviewListProps) {
  const { cycle } = props
  return (
    <Table
      caption={`${props.reviewCount} ${props.reviewCount === 1 ? 'review' : 'reviews'}`}
      columns={[
        ...(isUnderWay(cycle) ? [boxes] : []),
        {
          heading: 'Name',
          namesTheRow: true,
          cell: (review) => (
            <a href={`/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}`}>
              <bdi>{review.name}</bdi>
            </a>
          ),
        },
        {
          heading: 'Stage',
          cell: (review) => (
            <>
              <StageWord stage={review.stage} answer={review.answer} />
              {review.label && <> {review.label}</>}
            </>
          ),
        },
        { heading: 'Waits for', cell: (review) => <bdi>{review.waitsFor}</bdi> },
        { heading: 'Supervisor', cell: (review) => <bdi>{review.supervisor}</bdi> },
      ]}
      rows={props.reviews}
      rowKey={(review) => review.reviewId}
    />
  )
}

/** Nothing happens yet: the next page asks for the rest, and the one after it shows what would happen. */
function ChooseOperation({ filter, reviewCount, operations }: ReviewListProps) {
  return (
    <>
      {filterEntries(filter).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {reviewCount > 1 && (
        <div class="field choices">
          <div class="choice">
            <input type="checkbox" id="field-all" name="all" value="everybody" />
            <label for="field-all">
              <span class="choice-label">All {reviewCount} that fit this list, on all its pages</span>
            </label>
          </div>
        </div>
      )}
      <div class="button-row">
        <Select
          name="operation"
          label="For those who are ticked"
          nothingChosen="Choose what to do"
          options={operations.map(({ name, title }) => ({ value: name, label: title }))}
        />
        <Button kind="secondary">Go on</Button>
      </div>
    </>
  )
}
