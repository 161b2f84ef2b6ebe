import type { ReviewCycle } from './cycle.ts'
import type { IdMint, PersonId, ReviewId } from './ids.ts'
import type { Participant } from './participant.ts'
import { assignPeers, type PeerCandidate } from './peer-assignment.ts'
import type { Person } from './person.ts'
import type { Review } from './review.ts'
import { selectPeople } from './selection.ts'
import type { StepKind } from './step.ts'

/** Something that HR must know before the launch. An error keeps that person, or the whole cycle, from being launched. */
export interface LaunchProblem {
  severity: 'error' | 'warning'
  code:
    | 'nobody-selected'
    | 'no-supervisor'
    | 'supervisor-gone'
    | 'no-address'
    | 'self-supervision'
    | 'supervision-loop'
    | 'peer-shortage'
    | 'in-two-cycles'
  /** In words, naming the person. */
  message: string
  personId?: PersonId
}

/** Who is reviewed by whom, as of now; the same function serves the rehearsal and the launch. */
export interface LaunchPlan {
  reviews: PlannedReview[]
  problems: LaunchProblem[]
}

export interface PlannedReview {
  reviewee: Person
  ratingSupervisor: Person
  lineSupervisorId: PersonId | null
  peers: Person[]
}

/**
 * Chooses the reviewees, finds each one's rating supervisor (the next level up when theirs has left) and their peers.
 * @param rank a place in the shuffle for each person that has nothing to do with who they are; fixed for a cycle.
 */
export function planLaunch(
  cycle: Pick<ReviewCycle, 'selection' | 'peers'>,
  everybody: readonly Person[],
  rank: (personId: PersonId) => string,
): LaunchPlan {
  const people = new Map(everybody.map((person) => [person.personId, person]))
  const problems: LaunchProblem[] = []
  const ready: { reviewee: Person; ratingSupervisor: Person }[] = []
  const selected = selectPeople(cycle.selection, everybody)
  for (const reviewee of selected) {
    const supervisor = findRatingSupervisor(reviewee, people)
    const problem = (severity: LaunchProblem['severity'], code: LaunchProblem['code'], message: string) =>
      problems.push({ severity, code, message, personId: reviewee.personId })
    if (typeof supervisor === 'string') {
      problem('error', supervisor, problemOfSupervisor(supervisor, reviewee.name))
      continue
    }
    if (supervisor.personId !== reviewee.supervisorId) {
      problem(
        'warning',
        'supervisor-gone',
        `The supervisor of ${reviewee.name} has left; ${supervisor.name} will rate.`,
      )
    }
    if (reviewee.email === '') problem('error', 'no-address', `${reviewee.name} has no e-mail address.`)
    ready.push({ reviewee, ratingSupervisor: supervisor })
  }
  if (ready.length === 0) {
    problems.push({
      severity: 'error',
      code: 'nobody-selected',
      message:
        'Nobody would be reviewed: the selection holds no active person with a supervisor. Choose other people.',
    })
  }
  const active = everybody.filter((person) => person.status === 'active')
  const plan = assignPeers(
    ready.map(({ reviewee, ratingSupervisor }) => candidate(reviewee, ratingSupervisor.personId)),
    active.map((person) => candidate(person, person.supervisorId)),
    cycle.peers,
    rank,
  )
  for (const { personId, found } of plan.short) {
    const name = people.get(personId)?.name ?? personId
    problems.push({
      severity: 'warning',
      code: 'peer-shortage',
      personId,
      message: `${name} gets ${found} ${found === 1 ? 'peer' : 'peers'} instead of ${cycle.peers.perReview}. With fewer than ${cycle.peers.threshold} answers peer input stays hidden.`,
    })
  }
  return {
    problems,
    reviews: ready.map(({ reviewee, ratingSupervisor }) => ({
      reviewee,
      ratingSupervisor,
      lineSupervisorId: reviewee.supervisorId,
      peers: (plan.peersOf.get(reviewee.personId) ?? []).flatMap((id) => people.get(id) ?? []),
    })),
  }
}

type SupervisorProblem = 'no-supervisor' | 'self-supervision' | 'supervision-loop'

export function problemOfSupervisor(problem: SupervisorProblem, name: string): string {
  switch (problem) {
    case 'self-supervision':
      return `${name} is named as their own supervisor. Name somebody else.`
    case 'supervision-loop':
      return `The supervisors above ${name} lead back to the start. Mend the chain.`
    case 'no-supervisor':
      return `${name} has nobody above who could rate. Name a supervisor.`
  }
}

/** Who rates somebody: their supervisor, or the next level up where that one has left. */
export function findRatingSupervisor(
  reviewee: Person,
  people: ReadonlyMap<PersonId, Person>,
): Person | SupervisorProblem {
  const seen = new Set<PersonId>([reviewee.personId])
  let above = reviewee.supervisorId
  if (above === reviewee.personId) return 'self-supervision'
  while (above !== null) {
    if (seen.has(above)) return 'supervision-loop'
    seen.add(above)
    const supervisor = people.get(above)
    if (supervisor === undefined) return 'no-supervisor'
    if (supervisor.status === 'active') return supervisor
    above = supervisor.supervisorId
  }
  return 'no-supervisor'
}

/** Somebody as the assignment of peers sees them. */
export function candidate(person: Person, supervisorId: PersonId | null): PeerCandidate {
  return {
    personId: person.personId,
    groups: [
      ...(supervisorId === null ? [] : [`team:${supervisorId}`]),
      ...(person.managerId === null ? [] : [`manager:${person.managerId}`]),
    ],
    excluded: [person.personId, ...(supervisorId === null ? [] : [supervisorId])],
  }
}

/** The rows of a planned review: ids are drawn here, once; the launch keeps them. */
export function openReview(
  cycle: ReviewCycle,
  planned: PlannedReview,
  act: { reviewId: ReviewId; subjectRef: string; mint: Pick<IdMint, 'stepId'> },
): Review {
  const line = (kind: StepKind, assigneeId: PersonId | null) => ({
    stepId: act.mint.stepId(),
    kind,
    assigneeId,
    state: 'notOpen' as const,
  })
  const { reviewee, ratingSupervisor } = planned
  return {
    reviewId: act.reviewId,
    cycleId: cycle.cycleId,
    revieweeId: reviewee.personId,
    revieweeName: reviewee.name,
    lineSupervisorId: planned.lineSupervisorId,
    ratingSupervisorId: ratingSupervisor.personId,
    ratingSupervisorName: ratingSupervisor.name,
    stage: 'gathering',
    acknowledgement: null,
    version: 0,
    steps: [
      line('selfAssessment', reviewee.personId),
      ...planned.peers.map((peer) => line('peerInput', peer.personId)),
      line('supervisorRating', ratingSupervisor.personId),
      line('release', null),
      line('revieweeSignature', reviewee.personId),
      line('supervisorSignature', ratingSupervisor.personId),
    ],
    chain: { subjectRef: act.subjectRef, seq: 0, lastHash: null },
    readyAt: {},
    computedScore: null,
    proposedRating: null,
    ratingOfRecord: null,
    recordDigest: null,
  }
}

/** Everybody with a part in these reviews, each with what the launch asks of them at once. */
export function participantsOf(
  cycle: ReviewCycle,
  reviews: readonly Review[],
  people: ReadonlyMap<PersonId, Person>,
): Participant[] {
  const participants = new Map<PersonId, Participant>()
  for (const review of reviews) {
    for (const { stepId, kind, assigneeId } of review.steps) {
      if (assigneeId === null) continue
      const person = people.get(assigneeId)
      const participant = participants.get(assigneeId) ?? {
        cycleId: cycle.cycleId,
        personId: assigneeId,
        name: person?.name ?? '',
        timeZone: person?.timeZone ?? cycle.timeZone,
        state: 'active' as const,
        linkGeneration: 1,
        asked: [],
        mailed: {},
      }
      if (kind === 'selfAssessment' || kind === 'peerInput') {
        participant.asked.push({ reviewId: review.reviewId, stepId })
      }
      participants.set(assigneeId, participant)
    }
  }
  return [...participants.values()]
}
