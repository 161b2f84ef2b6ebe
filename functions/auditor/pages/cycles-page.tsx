import type { ReviewCycle } from '../../domain/cycle.ts'
import { CardList } from '../../layout/card-list.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Day } from '../../layout/moment.tsx'
import { statusInWords } from './status-in-words.ts'

export function CyclesPage({ cycles }: { cycles: readonly ReviewCycle[] }) {
  if (cycles.length === 0) {
    return (
      <EmptyState title="There is nothing to audit yet">
        <p>HR has not planned a cycle. Once one is there, it stays on this page.</p>
      </EmptyState>
    )
  }
  return (
    <>
      <p class="lead">
        You can read every review as it stood at each step, and check that nothing was altered or left out.
        Nothing that you do here changes anything.
      </p>
      <CardList
        label="Cycles, newest first"
        cards={cycles.map((cycle) => ({
          href: `/audit/cycles/${cycle.cycleId}`,
          title: cycle.name,
          status: statusInWords[cycle.status],
          detail: (
            <p>
              About <Day date={cycle.reviewPeriod.from} /> to <Day date={cycle.reviewPeriod.to} />.{' '}
              {cycle.reviewCount} reviews.
            </p>
          ),
        }))}
      />
    </>
  )
}
