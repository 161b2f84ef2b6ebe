import type { ReviewCycle } from '../domain/cycle.ts'
import type { CycleDecision } from '../domain/cycle-course.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { loadCycle } from '../store/cycles.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import type { HrDependencies } from './hr-route.ts'

/**
 * Writes a change of a plan and moves the alarm clock of a scheduled cycle with it. A launch that moves away is moved on the clock
 * first and one that comes nearer in the row first: whatever breaks in between, nothing is ever launched before the time that the
 * pages name.
 */
export async function commitPlanChange(
  { db, launches, reportTrouble }: Pick<HrDependencies, 'db' | 'launches' | 'reportTrouble'>,
  cycle: ReviewCycle,
  decide: (cycle: ReviewCycle) => CycleDecision | Refusal,
): Promise<ReviewCycle | Refusal> {
  const foreseen = decide(cycle)
  if (isRefusal(foreseen)) return foreseen
  const isScheduled = cycle.status === 'scheduled'
  const { after } = foreseen
  if (!isScheduled || isSameClock(cycle, after)) return commitCycleAct(db, cycle.cycleId, decide)
  try {
    if (after.launchAt >= cycle.launchAt) await (await launches()).schedule(after)
    const committed = await commitCycleAct(db, cycle.cycleId, decide)
    // Refused or not, the clock goes by what stands in the row now.
    const stands = await loadCycle(db, cycle.cycleId)
    if (stands.status === 'scheduled') await (await launches()).schedule(stands)
    return committed
  } catch (error) {
    reportTrouble('a launch could not be moved', error)
    return refuse(
      'clock-not-moved',
      'The launch could not be moved just now. Look at the cycle’s page, and press “Set the launch again” there if the time is right.',
    )
  }
}

function isSameClock(one: ReviewCycle, other: ReviewCycle): boolean {
  return one.launchAtLocal === other.launchAtLocal && one.timeZone === other.timeZone
}
