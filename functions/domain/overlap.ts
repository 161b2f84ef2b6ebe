import type { ReviewCycle } from './cycle.ts'
import type { PersonId } from './ids.ts'
import type { LaunchProblem } from './launch.ts'
import { listed } from './listed.ts'
import type { Person } from './person.ts'

/** A cycle that is under way or set to launch, with those whom it reviews. */
export interface OtherCycle {
  cycle: Pick<ReviewCycle, 'cycleId' | 'name' | 'status' | 'launchAt' | 'deadlines'>
  revieweeIds: ReadonlySet<PersonId>
}

const UNDER_WAY: readonly ReviewCycle['status'][] = ['scheduled', 'opening', 'running', 'released']

/** True where two cycles ask people at the same time: from the launch of each to its last signature. */
export function overlaps(
  one: Pick<ReviewCycle, 'launchAt' | 'deadlines'>,
  other: OtherCycle['cycle'],
): boolean {
  if (!UNDER_WAY.includes(other.status)) return false
  const end = ({ deadlines }: Pick<ReviewCycle, 'deadlines'>) => deadlines.supervisorSignature.graceUntil
  return other.launchAt < end(one) && one.launchAt < end(other)
}

/** Who would be reviewed in two cycles at once, a warning each: it is allowed, and HR must know before the launch. */
export function problemsOfOverlap(
  cycle: Pick<ReviewCycle, 'cycleId' | 'launchAt' | 'deadlines'>,
  reviewees: readonly Pick<Person, 'personId' | 'name'>[],
  others: readonly OtherCycle[],
): LaunchProblem[] {
  const beside = others.filter(
    (other) => other.cycle.cycleId !== cycle.cycleId && overlaps(cycle, other.cycle),
  )
  return reviewees.flatMap(({ personId, name }) => {
    const names = beside
      .filter(({ revieweeIds }) => revieweeIds.has(personId))
      .map((other) => `“${other.cycle.name}”`)
    return names.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            code: 'in-two-cycles' as const,
            personId,
            message: `${name} is reviewed in ${listed(names, names.length)} at the same time.`,
          },
        ]
  })
}
