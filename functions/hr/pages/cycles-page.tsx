import type { ReviewCycle } from '../../domain/cycle.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { CardList } from '../../layout/card-list.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Day, Moment } from '../../layout/moment.tsx'
import { CycleStatusWord } from './cycle-status.tsx'

export function CyclesPage({ cycles }: { cycles: readonly ReviewCycle[] }) {
  if (cycles.length === 0) {
    return (
      <EmptyState title="No cycle has been planned yet">
        <p>A cycle is one round of reviews: who, about which period, and until when.</p>
        <ButtonLink href="/hr/cycles/new">Plan a cycle</ButtonLink>
      </EmptyState>
    )
  }
  return (
    <>
      <p>
        <ButtonLink href="/hr/cycles/new">Plan a cycle</ButtonLink>
      </p>
      <p>
        <a href="/hr/series">Recurring series</a>
      </p>
      <CardList
        label="Cycles, newest first"
        cards={cycles.map((cycle) => ({
          href: `/hr/cycles/${cycle.cycleId}`,
          title: cycle.name,
          status: <CycleStatusWord status={cycle.status} />,
          detail: (
            <p>
              About <Day date={cycle.reviewPeriod.from} /> to <Day date={cycle.reviewPeriod.to} />.{' '}
              {cycle.openedAt === undefined ? 'Launch' : 'Launched'}:{' '}
              <Moment at={cycle.openedAt ?? cycle.launchAt} timeZone={cycle.timeZone} />.
              {cycle.reviewCount > 0 && ` ${cycle.reviewCount} reviews.`}
            </p>
          ),
        }))}
      />
    </>
  )
}
