import { instantInWords, localTimeOf } from './calendar.ts'
import type { CyclePlan, ReviewCycle } from './cycle.ts'
import { checkPlan } from './cycle-plan.ts'
import type { Person } from './person.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { TrailEvent } from './trail-event.ts'
import { plainEvent } from './workflow-event.ts'

/** What HR does to a cycle as a whole: plan it, have it launched, go on without the missing, close it. */

/** Who of HR acts, when, and when they showed who they are. */
export interface HrAct {
  at: string
  by: { subject: string; authenticatedAt: string }
}

export interface CycleDecision {
  before: ReviewCycle
  after: ReviewCycle
  event: TrailEvent
}

/** The first entry of a cycle that `draftCycle` made. */
export function planned(draft: ReviewCycle, act: HrAct): CycleDecision {
  return { before: draft, after: draft, event: plainEvent('cycle.planned', 'planned', act) }
}

/** The cycle launches by itself at its time. Its dates are checked again: a draft may have been lying for weeks. */
export function schedule(cycle: ReviewCycle, act: HrAct): CycleDecision | Refusal {
  if (cycle.status !== 'draft') return notInState(cycle, 'can no longer be scheduled')
  const [problem] = checkPlan(cycle, act.at)
  if (problem !== undefined) return problem
  return {
    before: cycle,
    after: { ...cycle, status: 'scheduled' },
    event: plainEvent('cycle.scheduled', `scheduled for ${cycle.launchAt}`, act),
  }
}

/** HR does not wait for the launch time; the launch time becomes now. The due dates stay and must still be to come. */
export function launchNow(cycle: ReviewCycle, act: HrAct): CycleDecision | Refusal {
  if (cycle.status !== 'draft' && cycle.status !== 'scheduled') {
    return notInState(cycle, 'cannot be launched again')
  }
  const problem = checkPlan({ ...cycle, launchAtLocal: localMinute(cycle, act.at, 1) }, act.at).find(
    // In the hour that autumn repeats, the local time of now can also mean an hour ago.
    ({ code }) => code !== 'launch-in-the-past',
  )
  if (problem !== undefined) return problem
  return {
    before: cycle,
    after: {
      ...cycle,
      status: 'opening',
      launchAt: act.at,
      launchAtLocal: localMinute(cycle, act.at, 0),
    },
    event: plainEvent('cycle.scheduled', 'launched by hand', act),
  }
}

function localMinute(plan: CyclePlan, at: string, minutesLater: number): string {
  const instant = new Date(Date.parse(at) + minutesLater * 60_000).toISOString()
  return localTimeOf(instant, plan.timeZone)
}

/** Nobody has been told yet, so nothing is taken back from anybody. */
export function cancel(cycle: ReviewCycle, act: HrAct): CycleDecision | Refusal {
  if (cycle.status !== 'draft' && cycle.status !== 'scheduled') {
    return notInState(cycle, 'can no longer be cancelled')
  }
  return {
    before: cycle,
    after: { ...cycle, status: 'cancelled' },
    event: plainEvent('cycle.cancelled', 'cancelled', act),
  }
}

/** Somebody's links end and a new one goes to the address that is known now; the cycle itself stays as it is. */
export function renewLink(cycle: ReviewCycle, person: Person, act: HrAct): CycleDecision {
  const about = person.personId
  return {
    before: cycle,
    after: cycle,
    event: plainEvent('participant.link-renewed', 'new link sent', {
      ...act,
      about: [
        { field: 'participant', value: about, about },
        { field: 'address', value: person.email, about },
      ],
    }),
  }
}

/** Results go out with the ratings there are. */
export function requestRelease(cycle: ReviewCycle, act: HrAct): CycleDecision | Refusal {
  if (cycle.status !== 'running') return notInState(cycle, 'has no results to release now')
  if (cycle.pausedAt !== undefined) return whilePaused('release its results')
  if (cycle.releaseRequestedBy !== undefined) {
    return refuse('release-requested', 'The release has been asked for already; it takes a minute or two.')
  }
  return {
    before: cycle,
    after: { ...cycle, releaseRequestedBy: act.by.subject },
    event: plainEvent('cycle.release-requested', 'release requested', act),
  }
}

/** The cycle ends with the signatures there are; what is missing is listed. */
export function requestClose(cycle: ReviewCycle, act: HrAct): CycleDecision | Refusal {
  if (cycle.status !== 'released') return notInState(cycle, 'cannot be closed now')
  if (cycle.pausedAt !== undefined) return whilePaused('close it')
  if (cycle.closeRequestedBy !== undefined) {
    return refuse('close-requested', 'Closing has been asked for already; it takes a minute or two.')
  }
  return {
    before: cycle,
    after: { ...cycle, closeRequestedBy: act.by.subject },
    event: plainEvent('cycle.close-requested', 'close requested', act),
  }
}

const whilePaused = (what: string): Refusal =>
  refuse('paused', `This cycle is paused. Let it go on first, then ${what}.`)

const stateInWords: Record<ReviewCycle['status'], (cycle: ReviewCycle) => string> = {
  draft: () => 'it is still a draft',
  scheduled: (cycle) => `it is scheduled for ${instantInWords(cycle.launchAt, cycle.timeZone)}`,
  opening: () => 'it is being launched',
  running: () => 'it is running',
  released: () => 'its results are released',
  closed: () => 'it is closed',
  cancelled: () => 'it is cancelled',
}

function notInState(cycle: ReviewCycle, what: string): Refusal {
  return refuse('wrong-state', `This cycle ${what}: ${stateInWords[cycle.status](cycle)}.`)
}
