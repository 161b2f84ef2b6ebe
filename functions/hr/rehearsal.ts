import type { ReviewCycle } from '../domain/cycle.ts'
import { checkPlan } from '../domain/cycle-plan.ts'
import { type ForeseenPart, partsOf } from '../domain/foreseen-mails.ts'
import { type LaunchPlan, type LaunchProblem, planLaunch } from '../domain/launch.ts'
import type { Refusal } from '../domain/refusal.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listPeople } from '../store/people.ts'
import { overlapWarnings } from './overlap-warnings.ts'
import { rankOf } from './plan-previews.ts'

export interface Rehearsal {
  plan: LaunchPlan
  /** Nobody at all could be reviewed: nothing to launch. */
  blocked: LaunchProblem | undefined
  /** People who would be left out of the launch. */
  excluded: LaunchProblem[]
  /** What keeps nobody out; also people whom no mail can reach: they are reviewed, but are asked for nothing. */
  warnings: LaunchProblem[]
  /** What is wrong with the plan itself: dates above all. */
  planProblems: Refusal[]
  /** Everybody who would have a part, by name. */
  parts: ForeseenPart[]
  /** How many people get a mail at launch. */
  launchMails: number
  /** How many people are asked about how many colleagues, from few to many. */
  loads: { reviews: number; people: number }[]
  /** Other cycles that ask the same people at the same time. */
  overlapping: ReviewCycle[]
}

/** The launch as it would be now, from the same rules and the same shuffle, with nothing written and nothing sent. */
export async function rehearse(db: Database, cycle: ReviewCycle, now: string): Promise<Rehearsal> {
  const [everybody, cycles] = await Promise.all([listPeople(db), listCycles(db)])
  const plan = planLaunch(cycle, everybody, (personId) => rankOf(cycle, personId))
  const parts = partsOf(plan.reviews)
  const atLaunch = parts.filter(({ isReviewed, peerOf }) => isReviewed || peerOf.length > 0)
  const errors = plan.problems.filter(({ severity }) => severity === 'error')
  return {
    plan,
    blocked: errors.find(({ code }) => code === 'nobody-selected'),
    excluded: errors.filter(({ code }) => code !== 'nobody-selected' && code !== 'no-address'),
    warnings: [
      ...plan.problems.filter(({ severity, code }) => severity === 'warning' || code === 'no-address'),
      ...(await overlapWarnings(db, cycle, plan, { cycles, everybody })),
    ],
    planProblems: checkPlan(cycle, now),
    parts,
    launchMails: atLaunch.length,
    loads: loadsOf(atLaunch),
    overlapping: cycles.filter((other) => other.cycleId !== cycle.cycleId && overlap(other, cycle)),
  }
}

function loadsOf(parts: readonly ForeseenPart[]): Rehearsal['loads'] {
  return [...Map.groupBy(parts, ({ peerOf }) => peerOf.length)]
    .map(([reviews, people]) => ({ reviews, people: people.length }))
    .sort((one, other) => one.reviews - other.reviews)
}

function overlap(other: ReviewCycle, cycle: ReviewCycle): boolean {
  if (!['scheduled', 'opening', 'running', 'released'].includes(other.status)) return false
  const end = (one: ReviewCycle) => one.deadlines.supervisorSignature.graceUntil
  return other.launchAt < end(cycle) && cycle.launchAt < end(other)
}
