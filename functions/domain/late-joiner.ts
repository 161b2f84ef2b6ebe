import { daysBetween, laterOf } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import type { HrAct } from './cycle-course.ts'
import type { IdMint, PersonId, ReviewId } from './ids.ts'
import {
  candidate,
  findRatingSupervisor,
  openReview,
  type PlannedReview,
  participantsOf,
  problemOfSupervisor,
} from './launch.ts'
import { isWrittenTo, type Participant } from './participant.ts'
import { assignPeers } from './peer-assignment.ts'
import type { Person } from './person.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { type Review, withSteps } from './review.ts'
import { plannedStep, type ReviewStep, type StepChange, settleWithoutAnswer } from './step.ts'
import type { TrailEvent } from './trail-event.ts'
import { plainEvent } from './workflow-event.ts'

/** A cycle as somebody would join it. */
export interface LateJoinSituation {
  cycle: ReviewCycle
  person: Person
  everybody: readonly Person[]
  reviews: readonly Review[]
  participants: readonly Participant[]
  /** The cycle's shuffle. */
  rank: (personId: PersonId) => string
}

/** What joining now would mean. */
export interface LateJoinPlan {
  planned: PlannedReview
  /** True where the time for the self-assessment is over: the review goes on without it and says so. */
  isSelfOver: boolean
  arePeersOver: boolean
  /** The sentence that stands in the record instead of a rating; where the time in the review period was too short. */
  notRated?: string
}

/**
 * Somebody joins the steps of a running cycle that are not over. Peers are those with the least to do, and nobody is asked
 * about more people than the cycle allows.
 * @param joined.workingSince local date of the first working day, `YYYY-MM-DD`.
 * @param joined.minimumDays days of the review period that a rating of record needs.
 */
export function planLateJoin(
  situation: LateJoinSituation,
  joined: { workingSince: string; minimumDays: number },
  at: string,
): LateJoinPlan | Refusal {
  const { cycle, person, everybody, reviews } = situation
  const refusal = whyNot(situation)
  if (refusal !== undefined) return refusal
  const people = new Map(everybody.map((one) => [one.personId, one]))
  const supervisor = findRatingSupervisor(person, people)
  if (typeof supervisor === 'string') return refuse(supervisor, problemOfSupervisor(supervisor, person.name))
  const isSelfOver = cycle.deadlines.selfAssessment.dueAt <= at
  const arePeersOver = cycle.deadlines.peerInput.dueAt <= at
  const days = daysInPeriod(cycle, joined.workingSince)
  return {
    isSelfOver,
    arePeersOver,
    planned: {
      reviewee: person,
      ratingSupervisor: supervisor,
      lineSupervisorId: person.supervisorId,
      peers: arePeersOver ? [] : peersFor(situation, supervisor.personId, people, reviews),
    },
    ...(days < joined.minimumDays
      ? {
          notRated: `Worked for ${days} ${days === 1 ? 'day' : 'days'} of the review period; a rating needs ${joined.minimumDays}.`,
        }
      : {}),
  }
}

function whyNot({ cycle, person, reviews, participants }: LateJoinSituation): Refusal | undefined {
  if (cycle.status !== 'running' || cycle.releaseRequestedBy !== undefined) {
    return refuse(
      'too-late',
      'The results of this cycle are out, or on their way, so nobody can be rated in it any more. Add them to the next one.',
    )
  }
  if (person.status !== 'active') {
    return refuse('has-left', `${person.name} is not with the company. Import people first if that is wrong.`)
  }
  if (person.email === '') return refuse('no-address', `${person.name} has no e-mail address.`)
  if (reviews.some(({ revieweeId }) => revieweeId === person.personId)) {
    return refuse('has-review', `${person.name} has a review in this cycle already.`)
  }
  const own = participants.find(({ personId }) => personId === person.personId)
  return own === undefined || isWrittenTo(own)
    ? undefined
    : refuse('not-active', `${person.name} is ${own.state} in this cycle. Bring them back first.`)
}

function peersFor(
  { cycle, person, everybody, participants, rank }: LateJoinSituation,
  supervisorId: PersonId,
  people: ReadonlyMap<PersonId, Person>,
  reviews: readonly Review[],
): Person[] {
  const load = new Map<PersonId, number>()
  for (const { kind, assigneeId } of reviews.flatMap(({ steps }) => steps)) {
    if (kind === 'peerInput' && assigneeId !== null) load.set(assigneeId, (load.get(assigneeId) ?? 0) + 1)
  }
  const away = new Set(participants.filter((one) => !isWrittenTo(one)).map(({ personId }) => personId))
  const { peersOf } = assignPeers(
    [candidate(person, supervisorId)],
    everybody
      .filter(({ status, personId }) => status === 'active' && !away.has(personId))
      .map((one) => candidate(one, one.supervisorId)),
    { ...cycle.peers, load },
    rank,
  )
  return (peersOf.get(person.personId) ?? []).flatMap((id) => people.get(id) ?? [])
}

/** Days of the review period from the first working day on. */
export function daysInPeriod({ reviewPeriod }: Pick<ReviewCycle, 'reviewPeriod'>, since: string): number {
  const from = laterOf(since, reviewPeriod.from)
  return from > reviewPeriod.to ? 0 : daysBetween(from, reviewPeriod.to) + 1
}

/** Everything that joining writes. */
export interface LateJoin {
  before: ReviewCycle
  after: ReviewCycle
  review: Review
  /** Steps that are over before they begin. */
  bypassed: readonly StepChange[]
  /** Everybody with a part in the review: as they stand where they have one in the cycle already. */
  participants: readonly Participant[]
  cycleEvent: TrailEvent
  reviewEvent: TrailEvent
}

/**
 * The review of somebody who joins, as planned.
 * @param act.listDigest the fingerprint of all reviews of the cycle with this one.
 */
export function joinLate(
  { cycle, everybody }: LateJoinSituation,
  { planned, isSelfOver, notRated }: LateJoinPlan,
  act: HrAct & {
    reason: string
    reviewId: ReviewId
    subjectRef: string
    mint: Pick<IdMint, 'stepId'>
    listDigest: string
  },
): LateJoin {
  const opened: Review = {
    ...openReview(cycle, planned, act),
    joinedLateAt: act.at,
    ...(notRated === undefined ? {} : { notRated }),
    ...(cycle.pauses === undefined ? {} : { pausesSeen: cycle.pauses.length }),
  }
  const bypassed = isSelfOver ? [bypassedSelf(cycle, opened, act.at)] : []
  const people = new Map(everybody.map((one) => [one.personId, one]))
  const participants = participantsOf(cycle, [opened], people).map((one) => ({
    ...one,
    joinedLateAt: act.at,
  }))
  const about = planned.reviewee.personId
  return {
    before: cycle,
    after: {
      ...cycle,
      reviewCount: cycle.reviewCount + 1,
      timeZones: [
        ...new Set([...(cycle.timeZones ?? []), ...participants.map(({ timeZone }) => timeZone)]),
      ].sort(),
    },
    review: withSteps(
      opened,
      bypassed.map(({ after }) => after),
      act.at,
    ),
    bypassed,
    participants,
    cycleEvent: plainEvent('cycle.review-added', 'a review was added', {
      at: act.at,
      by: act.by,
      recordDigest: act.listDigest,
      about: [
        { field: 'reviewee', value: about, about },
        { field: 'reason', value: act.reason, about },
      ],
    }),
    reviewEvent: plainEvent('review.opened', 'opened in a running cycle', {
      at: act.at,
      by: act.by,
      about: [
        { field: 'reviewee', value: about, about },
        { field: 'revieweeName', value: planned.reviewee.name, about },
        { field: 'ratingSupervisor', value: planned.ratingSupervisor.personId, about },
        ...(notRated === undefined ? [] : [{ field: 'notRated', value: notRated, about }]),
      ],
    }),
  }
}

function bypassedSelf(cycle: ReviewCycle, review: Review, at: string): StepChange {
  const line = review.steps.find(({ kind }) => kind === 'selfAssessment')
  const step: ReviewStep | undefined = line && plannedStep(cycle, review, line.stepId)
  const change = step && settleWithoutAnswer(step, { at, as: 'bypassed' })
  if (change === undefined || isRefusal(change)) throw new Error('A new review has a self-assessment')
  return change
}
