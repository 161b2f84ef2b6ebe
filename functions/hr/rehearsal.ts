import { createHash } from 'node:crypto'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { PersonId } from '../domain/ids.ts'
import {
  type LaunchPlan,
  type LaunchProblem,
  openReview,
  participantsOf,
  planLaunch,
} from '../domain/launch.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listPeople } from '../store/people.ts'
import { overlapWarnings } from './overlap-warnings.ts'

export interface Rehearsal {
  plan: LaunchPlan
  /** Nobody at all could be reviewed: nothing to launch. */
  blocked: LaunchProblem | undefined
  /** People who would be left out of the launch. */
  excluded: LaunchProblem[]
  /** What keeps nobody out; also people whom no mail can reach: they are reviewed, but are asked for nothing. */
  warnings: LaunchProblem[]
  /** The one mail that each person would get at launch. */
  mails: { personId: PersonId; name: string; email: string; self: boolean; peers: number }[]
  /** How many people are asked about how many colleagues, from few to many. */
  loads: { reviews: number; people: number }[]
  /** Other cycles that ask the same people at the same time. */
  overlapping: ReviewCycle[]
}

/** The launch as it would be now, from the same rules and the same shuffle, with nothing written and nothing sent. */
export async function rehearse(db: Database, cycle: ReviewCycle): Promise<Rehearsal> {
  const [everybody, cycles] = await Promise.all([listPeople(db), listCycles(db)])
  const people = new Map(everybody.map((person) => [person.personId, person]))
  const plan = planLaunch(cycle, everybody, (personId) => rankOf(cycle, personId))
  const reviews = plan.reviews.map((planned) =>
    openReview(cycle, planned, { reviewId: db.mint.reviewId(), subjectRef: '', mint: db.mint }),
  )
  const ofSelf = new Set(plan.reviews.map(({ reviewee }) => reviewee.personId))
  const mails = participantsOf(cycle, reviews, people)
    .filter((participant) => participant.asked.length > 0)
    .map(({ personId, name, asked }) => {
      const self = ofSelf.has(personId)
      const email = people.get(personId)?.email ?? ''
      return { personId, name, email, self, peers: asked.length - (self ? 1 : 0) }
    })
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
  const errors = plan.problems.filter(({ severity }) => severity === 'error')
  return {
    plan,
    blocked: errors.find(({ code }) => code === 'nobody-selected'),
    excluded: errors.filter(({ code }) => code !== 'nobody-selected' && code !== 'no-address'),
    warnings: [
      ...plan.problems.filter(({ severity, code }) => severity === 'warning' || code === 'no-address'),
      ...(await overlapWarnings(db, cycle, plan, { cycles, everybody })),
    ],
    mails,
    loads: loadsOf(mails),
    overlapping: cycles.filter((other) => other.cycleId !== cycle.cycleId && overlap(other, cycle)),
  }
}

/** As the launch itself shuffles: by a hash that has nothing to do with who somebody is. */
function rankOf(cycle: ReviewCycle, personId: PersonId): string {
  return createHash('sha256').update(`${cycle.chain.subjectRef}:${personId}`).digest('hex')
}

function loadsOf(mails: Rehearsal['mails']): Rehearsal['loads'] {
  const counts = new Map<number, number>()
  for (const { peers } of mails) counts.set(peers, (counts.get(peers) ?? 0) + 1)
  return [...counts]
    .map(([reviews, people]) => ({ reviews, people }))
    .sort((one, other) => one.reviews - other.reviews)
}

function overlap(other: ReviewCycle, cycle: ReviewCycle): boolean {
  if (!['scheduled', 'opening', 'running', 'released'].includes(other.status)) return false
  const end = (one: ReviewCycle) => one.deadlines.supervisorSignature.graceUntil
  return other.launchAt < end(cycle) && cycle.launchAt < end(other)
}
