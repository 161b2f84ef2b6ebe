import { instantInWords } from './calendar.ts'
import { type CyclePlan, cyclePlanSchema, type ReviewCycle } from './cycle.ts'
import type { CycleDecision, HrAct } from './cycle-course.ts'
import { checkPlan, timesOf } from './cycle-plan.ts'
import { type Refusal, refuse } from './refusal.ts'
import { plainEvent } from './workflow-event.ts'

/** A plan as it stands in a cycle's row, without what the row holds besides. */
export const planOf = (cycle: ReviewCycle): CyclePlan => cyclePlanSchema.parse(cycle)

/**
 * HR changes a plan that has not been launched. A draft may be unfinished: only a scheduled cycle, which launches by itself, has
 * to be sound at every moment. The dates must be dates; `checkPlan` has said so before.
 * @param what what of the plan is changed, for the trail: “people”.
 */
export function changePlan(
  cycle: ReviewCycle,
  plan: CyclePlan,
  what: string,
  act: HrAct,
): CycleDecision | Refusal {
  if (!isOpenToChange(cycle)) {
    return refuse('wrong-state', 'This cycle has been launched or cancelled; its plan stands as it is.')
  }
  if (cycle.status === 'scheduled') {
    const [problem] = checkPlan(plan, act.at)
    if (problem !== undefined) return problem
  }
  const { nonWorkingDays: _, ...rest } = cycle
  const after: ReviewCycle = { ...rest, ...plan, ...timesOf(plan) }
  const isMoved = cycle.status === 'scheduled' && after.launchAt !== cycle.launchAt
  const event = isMoved
    ? plainEvent('cycle.scheduled', `moved to ${after.launchAt}`, act)
    : plainEvent('cycle.planned', `changed: ${what}`, act)
  return { before: cycle, after, event }
}

/** Nobody has been told anything yet. */
export function isOpenToChange({ status }: Pick<ReviewCycle, 'status'>): boolean {
  return status === 'draft' || status === 'scheduled'
}

/** “Monday, 18 January 2027 …” for a launch, in its own zone. */
export function launchInWords({ launchAt, timeZone }: Pick<ReviewCycle, 'launchAt' | 'timeZone'>): string {
  return instantInWords(launchAt, timeZone)
}
