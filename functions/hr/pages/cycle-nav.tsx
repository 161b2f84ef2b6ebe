import type { ReviewCycle } from '../../domain/cycle.ts'

export type CycleRoom = 'overview' | 'late' | 'results'

/** The pages of one launched cycle. */
export function CycleNav({ cycle, here }: { cycle: ReviewCycle; here: CycleRoom }) {
  if (cycle.reviewCount === 0) return null
  const path = `/hr/cycles/${cycle.cycleId}`
  const rooms: readonly [CycleRoom, string, string][] = [
    ['overview', 'Overview', path],
    ['late', 'Who is late', `${path}/late`],
    ['results', 'Results', `${path}/results`],
  ]
  return (
    <nav class="subnav" aria-label="This cycle">
      <ul>
        {rooms.map(([room, label, href]) => (
          <li key={room}>
            <a href={href} aria-current={room === here ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
