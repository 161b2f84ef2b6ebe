import type { TeamProgress } from '../../domain/cycle-progress.ts'
import { EmptyState } from '../../layout/empty-state.tsx'
import { CycleProgress, type CycleProgressProps } from './cycle-progress.tsx'
import { TeamTable } from './team-table.tsx'

export function ProgressPage(props: CycleProgressProps & { teams: readonly TeamProgress[] }) {
  if (props.cycle.reviewCount === 0) {
    return (
      <EmptyState title="Nobody has been asked anything yet">
        <p>Progress shows here once the cycle is launched.</p>
      </EmptyState>
    )
  }
  return (
    <>
      <CycleProgress {...props} />
      <TeamTable {...props} />
    </>
  )
}
