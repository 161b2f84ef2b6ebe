import type { ReviewCycle } from '../../domain/cycle.ts'
import type { TeamProgress } from '../../domain/cycle-progress.ts'
import { Table } from '../../layout/table.tsx'

export function TeamTable({ cycle, teams }: { cycle: ReviewCycle; teams: readonly TeamProgress[] }) {
  return (
    <Table
      caption="Teams"
      columns={[
        {
          heading: 'Supervisor',
          namesTheRow: true,
          cell: (team) => (
            <a href={`/hr/cycles/${cycle.cycleId}?team=${team.supervisorId}#reviews`}>
              <bdi>{team.supervisorName}</bdi>
            </a>
          ),
        },
        { heading: 'Reviews', kind: 'number', cell: (team) => team.reviews },
        { heading: 'Rated', kind: 'number', cell: (team) => team.rated },
        { heading: 'Ended', kind: 'number', cell: (team) => team.ended },
        { heading: 'Late steps', kind: 'number', cell: (team) => team.late },
      ]}
      rows={teams}
      rowKey={(team) => team.supervisorId}
    />
  )
}
