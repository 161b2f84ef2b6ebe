import type { Person } from '../../domain/person.ts'
import { Moment } from '../../layout/moment.tsx'
import { Table } from '../../layout/table.tsx'
import { StageWord } from './stage-word.tsx'

export interface WrittenReview {
  cycleId: string
  reviewId: string
  stage: string
  cycleName: string
  ratingSupervisorName: string
}

export interface WaitingStep {
  cycleId: string
  stepId: string
  what: string
  dueAt: string
  cycleName: string
  timeZone: string
}

/** What they are asked for now, and their reviews over the cycles. */
export function PersonWork(props: {
  person: Person
  reviews: readonly WrittenReview[]
  waiting: readonly WaitingStep[]
}) {
  return (
    <>
      {props.waiting.length > 0 && (
        <>
          <h2>What waits for them</h2>
          <Table
            caption="What waits for them"
            captionHidden
            columns={[
              { heading: 'What', namesTheRow: true, cell: ({ what }) => what },
              { heading: 'Due', cell: ({ dueAt, timeZone }) => <Moment at={dueAt} timeZone={timeZone} /> },
              {
                heading: 'Cycle',
                cell: ({ cycleId, cycleName }) => (
                  <a href={`/hr/cycles/${cycleId}`}>
                    <bdi>{cycleName}</bdi>
                  </a>
                ),
              },
            ]}
            rows={props.waiting}
            rowKey={({ stepId }) => stepId}
          />
        </>
      )}
      {props.reviews.length > 0 && (
        <>
          <h2>Their reviews</h2>
          <Table
            caption="Their reviews"
            captionHidden
            columns={[
              {
                heading: 'Cycle',
                namesTheRow: true,
                cell: ({ cycleId, reviewId, cycleName }) => (
                  <a href={`/hr/cycles/${cycleId}/reviews/${reviewId}`}>
                    <bdi>{cycleName}</bdi>
                  </a>
                ),
              },
              { heading: 'Rated by', cell: ({ ratingSupervisorName }) => <bdi>{ratingSupervisorName}</bdi> },
              { heading: 'Where it stands', cell: ({ stage }) => <StageWord stage={stage} /> },
            ]}
            rows={props.reviews}
            rowKey={({ reviewId }) => reviewId}
          />
        </>
      )}
    </>
  )
}
