import {
  addWorkingDays,
  daysBetween,
  earlierOf,
  endOfDay,
  localDateOf,
  workingDaysBetween,
} from './calendar.ts'
import type { CycleDates, CyclePause, ReviewCycle } from './cycle.ts'
import type { CycleDecision, HrAct } from './cycle-course.ts'
import { LONGEST_CYCLE_DAYS, timesOf } from './cycle-plan.ts'
import type { PersonId } from './ids.ts'
import { daysOff } from './non-working-days.ts'
import { type Refusal, refuse } from './refusal.ts'
import { plainEvent } from './workflow-event.ts'

/** HR stops the clocks of a whole cycle and lets them go on; what was still to come moves by the working days between. */

export function pauseCycle(cycle: ReviewCycle, act: HrAct & { reason: string }): CycleDecision | Refusal {
  if (cycle.status !== 'running' && cycle.status !== 'released') {
    return refuse('wrong-state', 'Only a cycle that is running can be paused. This one is not.')
  }
  if (cycle.pausedAt !== undefined) return refuse('paused', 'This cycle is paused already.')
  const asked = cycle.status === 'running' ? cycle.releaseRequestedBy : cycle.closeRequestedBy
  if (asked !== undefined) {
    const what = cycle.status === 'running' ? 'release the results' : 'close the cycle'
    return refuse('on-its-way', `Somebody has asked to ${what}, which is under way. Pause it afterwards.`)
  }
  return {
    before: cycle,
    after: { ...cycle, pausedAt: act.at },
    event: plainEvent('cycle.paused', 'paused', { ...act, about: [reasonOf(act)] }),
  }
}

/** The clocks go on. Every day that was still to come when they stopped moves by the working days of the pause. */
export function resumeCycle(cycle: ReviewCycle, act: HrAct): CycleDecision | Refusal {
  const from = cycle.pausedAt
  if (from === undefined) return refuse('not-paused', 'This cycle is not paused.')
  const pause: CyclePause = { from, to: act.at, workingDays: workingDaysOfPause(cycle, from, act.at) }
  const { pausedAt: _, ...running } = cycle
  return {
    before: cycle,
    after: { ...running, ...movedBy(cycle, pause), pauses: [...(cycle.pauses ?? []), pause] },
    event: plainEvent('cycle.resumed', `resumed; dates move by ${pause.workingDays} working days`, act),
  }
}

/** The days of a cycle after a pause, and the instants that follow from them. What was over when it began stays. */
export function movedBy(
  cycle: ReviewCycle,
  pause: CyclePause,
): Pick<ReviewCycle, 'dates' | 'deadlines' | 'releaseAt'> {
  const { dates, deadlines } = cycle
  const moved = (day: string, isToCome: boolean) =>
    isToCome ? addWorkingDays(day, pause.workingDays, daysOff(cycle)) : day
  const toCome = (until: { graceUntil: string }) => until.graceUntil > pause.from
  const after: CycleDates = {
    selfDueOn: moved(dates.selfDueOn, toCome(deadlines.selfAssessment)),
    peerDueOn: moved(dates.peerDueOn, toCome(deadlines.peerInput)),
    ratingDueOn: moved(dates.ratingDueOn, toCome(deadlines.supervisorRating)),
    releaseOn: moved(dates.releaseOn, cycle.releaseAt > pause.from),
    signDueOn: moved(dates.signDueOn, toCome(deadlines.revieweeSignature)),
    countersignDueOn: moved(dates.countersignDueOn, toCome(deadlines.supervisorSignature)),
  }
  const times = timesOf({ ...cycle, dates: after })
  return { dates: after, deadlines: times.deadlines, releaseAt: times.releaseAt }
}

/** One step's own last moments after a pause of its cycle. */
export function deadlineAfter(
  pause: CyclePause,
  step: { dueAt: string; graceUntil: string },
  cycle: Pick<ReviewCycle, 'timeZone' | 'nonWorkingDays'>,
): { dueAt: string; graceUntil: string } {
  const { timeZone } = cycle
  const moved = (instant: string) =>
    endOfDay(addWorkingDays(localDateOf(instant, timeZone), pause.workingDays, daysOff(cycle)), timeZone)
  return step.graceUntil <= pause.from
    ? step
    : { dueAt: moved(step.dueAt), graceUntil: moved(step.graceUntil) }
}

/**
 * The moment at which a pause ends by itself: a workflow lives for a year, so clocks that stand for longer would leave no
 * time for the rest. Undefined where the cycle is not paused.
 */
export function pauseEndsAt(cycle: ReviewCycle): string | undefined {
  if (cycle.pausedAt === undefined) return undefined
  const day = addWorkingDays(
    localDateOf(cycle.pausedAt, cycle.timeZone),
    mostWorkingDays(cycle),
    daysOff(cycle),
  )
  return endOfDay(day, cycle.timeZone)
}

/** True while nothing of this cycle runs out and no mail goes out. */
export function isPaused(cycle: ReviewCycle, now: string): boolean {
  const end = pauseEndsAt(cycle)
  return end !== undefined && now < end
}

/** What the clocks of a cycle show: they stand while it is paused. */
export const clockOf = (cycle: Pick<ReviewCycle, 'pausedAt'>, now: string): string =>
  earlierOf(cycle.pausedAt ?? now, now)

/** By how many working days a pause that ends now moves the days of its cycle. */
export function workingDaysOfPause(cycle: ReviewCycle, from: string, to: string): number {
  const [first, last] = [localDateOf(from, cycle.timeZone), localDateOf(to, cycle.timeZone)]
  return Math.min(workingDaysBetween(first, last, daysOff(cycle)), mostWorkingDays(cycle))
}

/** As many as leave the last signature, with its days of grace, within the life of a workflow. */
function mostWorkingDays(cycle: ReviewCycle): number {
  const launchDay = localDateOf(cycle.launchAt, cycle.timeZone)
  const off = daysOff(cycle)
  let lastDay = addWorkingDays(cycle.dates.countersignDueOn, cycle.graceDays, off)
  let days = 0
  for (;;) {
    lastDay = addWorkingDays(lastDay, 1, off)
    if (daysBetween(launchDay, lastDay) > LONGEST_CYCLE_DAYS) return days
    days += 1
  }
}

const reasonOf = ({ by, reason }: HrAct & { reason: string }) => ({
  field: 'reason',
  value: reason,
  about: `account:${by.subject}` as PersonId,
})
