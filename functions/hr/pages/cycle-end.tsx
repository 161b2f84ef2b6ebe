import type { CycleException, ReviewCycle } from '../../domain/cycle.ts'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { StageWord } from './stage-word.tsx'

export interface CycleEndProps {
  cycle: ReviewCycle
  exceptions: readonly (CycleException & { name: string })[]
  report: { at: string; reviewCount: number; counts: Readonly<Record<string, number>> } | undefined
}

/** How a cycle ended: the numbers of its report, and every review that has not both signatures, with its reason. */
export function CycleEnd({ cycle, exceptions, report }: CycleEndProps) {
  const counted = (name: string) => report?.counts[name] ?? 0
  return (
    <>
      {report && (
        <>
          <h2>How it ended</h2>
          <SummaryList
            rows={[
              { term: 'Reviews', value: report.reviewCount },
              // Sealed reviews that the reviewee did not sign are exceptions too.
              { term: 'Signed by both', value: Math.max(0, report.reviewCount - exceptions.length) },
              {
                term: 'Signed by the supervisor only',
                value: exceptions.filter(({ stage }) => stage === 'sealed').length,
              },
              {
                term: 'Not signed by the supervisor',
                value: exceptions.filter(({ stage }) => stage !== 'sealed').length,
              },
            ]}
          />
          <h3>What kept signatures away</h3>
          <p class="quiet">A review can count in more than one of these lines, or in none.</p>
          <SummaryList
            rows={[
              { term: 'Without a rating', value: counted('review.unrated') },
              { term: 'Signature refused', value: counted('review.signatureRefused') },
              { term: 'Not acknowledged in time', value: counted('review.unacknowledged') },
              { term: 'Closed unfinished', value: counted('review.closedUnfinished') },
            ]}
          />
        </>
      )}
      {exceptions.length === 0 ? (
        <Notice kind="success" title="No exceptions">
          <p>Every review is signed by both.</p>
        </Notice>
      ) : (
        <Table
          caption={`${exceptions.length} ${exceptions.length === 1 ? 'exception' : 'exceptions'}`}
          columns={[
            {
              heading: 'Name',
              namesTheRow: true,
              cell: (exception) => (
                <a href={`/hr/cycles/${cycle.cycleId}/reviews/${exception.reviewId}`}>
                  <bdi>{exception.name}</bdi>
                </a>
              ),
            },
            {
              heading: 'Ended',
              cell: ({ stage, reason }) => (reason === undefined ? <StageWord stage={stage} /> : reason),
            },
          ]}
          rows={exceptions}
          rowKey={(exception) => exception.reviewId}
        />
      )}
    </>
  )
}
