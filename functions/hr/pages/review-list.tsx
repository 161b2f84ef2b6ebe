import type { ReviewCycle } from '../../domain/cycle.ts'
import type { TeamProgress } from '../../domain/cycle-progress.ts'
import type { Acknowledgement, ReviewStage } from '../../domain/review.ts'
import { Button } from '../../layout/button.tsx'
import { TextField } from '../../layout/field.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import { Table } from '../../layout/table.tsx'
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
    answer: Acknowledgement | null
    waitsFor: string
  }[]
  search: string
  reviewCount: number
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
}

/** The reviews of a cycle, a page at a time, each with its stage and whom it waits for. */
export function ReviewList(props: ReviewListProps) {
  const { cycle, team } = props
  return (
    <>
      <h2 id="reviews">{team ? `Reviews that ${team.supervisorName} rates` : 'Reviews'}</h2>
      {(team || props.search !== '') && (
        <p>
          <a href={`/hr/cycles/${cycle.cycleId}#reviews`}>Show all reviews</a>
        </p>
      )}
      {cycle.reviewCount > FEW_REVIEWS && (
        <search>
          <form method="get" action={`/hr/cycles/${cycle.cycleId}`}>
            {team && <input type="hidden" name="team" value={team.supervisorId} />}
            <TextField
              name="q"
              label="Find a review by name"
              value={props.search}
              inputMode="search"
              width="middle"
            />
            <Button kind="secondary">Find</Button>
          </form>
        </search>
      )}
      <Table
        caption={`${props.reviewCount} ${props.reviewCount === 1 ? 'review' : 'reviews'}`}
        columns={[
          {
            heading: 'Name',
            namesTheRow: true,
            cell: (review) => (
              <a href={`/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}`}>
                <bdi>{review.name}</bdi>
              </a>
            ),
          },
          { heading: 'Stage', cell: (review) => <StageWord stage={review.stage} answer={review.answer} /> },
          { heading: 'Waits for', cell: (review) => <bdi>{review.waitsFor}</bdi> },
          { heading: 'Supervisor', cell: (review) => <bdi>{review.supervisor}</bdi> },
        ]}
        rows={props.reviews}
        rowKey={(review) => review.reviewId}
      />
      <Pagination
        label="Pages of reviews"
        here={props.here}
        previousHref={props.previousHref}
        nextHref={props.nextHref}
      />
    </>
  )
}
