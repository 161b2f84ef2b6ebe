import type { ReviewCycle } from '../domain/cycle.ts'
import { type LaunchPlan, type LaunchProblem, planLaunch } from '../domain/launch.ts'
import { type OtherCycle, overlaps, problemsOfOverlap } from '../domain/overlap.ts'
import type { Person } from '../domain/person.ts'
import type { Database } from '../store/database.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { rankOf } from './plan-previews.ts'

/** Who would be reviewed twice at the same time, if this cycle were launched now. */
export async function overlapWarnings(
  db: Database,
  cycle: ReviewCycle,
  plan: Pick<LaunchPlan, 'reviews'>,
  { cycles, everybody }: { cycles: readonly ReviewCycle[]; everybody: readonly Person[] },
): Promise<LaunchProblem[]> {
  const beside = cycles.filter((other) => other.cycleId !== cycle.cycleId && overlaps(cycle, other))
  const others = await Promise.all(beside.map((other) => revieweesOf(db, other, everybody)))
  return problemsOfOverlap(
    cycle,
    plan.reviews.map(({ reviewee }) => reviewee),
    others,
  )
}

/** Before the launch: whoever it would review if it came now. */
async function revieweesOf(
  db: Database,
  cycle: ReviewCycle,
  everybody: readonly Person[],
): Promise<OtherCycle> {
  if (cycle.status === 'scheduled' || cycle.status === 'opening') {
    const { reviews } = planLaunch(cycle, everybody, (personId) => rankOf(cycle, personId))
    return { cycle, revieweeIds: new Set(reviews.map(({ reviewee }) => reviewee.personId)) }
  }
  const { reviews } = await listReviews(db, cycle.cycleId, EVERY_REVIEW)
  return { cycle, revieweeIds: new Set(reviews.map(({ revieweeId }) => revieweeId)) }
}
