import type { ReviewDecision } from './decision.ts'
import type { PersonId } from './ids.ts'
import type { Person } from './person.ts'
import { refuseRater, withNewSupervisor } from './rater-change.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { CLOSED_STAGES, type Review } from './review.ts'
import { type ReviewStep, SETTLED, type StepChange } from './step.ts'
import { plainEvent } from './workflow-event.ts'

/** A review with the two steps of its supervisor, as they are stored or planned. */
export interface SupervisorSituation {
  review: Review
  rating: ReviewStep
  countersignature: ReviewStep
}

export interface SupervisorChange {
  at: string
  /** Absent where the company's own change of people brings it about. */
  by?: { subject: string; authenticatedAt: string }
  successor: Person
  reason: string
}

/** What goes to the successor: all of it with the draft, or only the signature below a rating that stands. */
export const takesOver = ({ rating }: Pick<SupervisorSituation, 'rating'>): 'rating' | 'signature' =>
  rating.state === 'submitted' ? 'signature' : 'rating'

/** Who has the supervisor's part of a review now. */
export const supervisorNow = ({ countersignature, rating }: SupervisorSituation): PersonId | null =>
  SETTLED.includes(rating.state) ? countersignature.assigneeId : rating.assigneeId

/**
 * Another supervisor in the place of the one who rates. Before the rating is sent in, the successor rates, and goes on with
 * the draft that there is. Afterwards the rating stands under the name of who gave it, and the successor countersigns.
 */
export function changeSupervisor(
  situation: SupervisorSituation,
  act: SupervisorChange,
): ReviewDecision | Refusal {
  const { review, rating, countersignature } = situation
  const { successor, at } = act
  if (CLOSED_STAGES.includes(review.stage) || review.stage === 'unrated') {
    return refuse(
      'over',
      `The review of ${review.revieweeName} has ended. There is nothing left to take over.`,
    )
  }
  if (SETTLED.includes(countersignature.state)) {
    return refuse(
      'over',
      `The review of ${review.revieweeName} is countersigned already. There is nothing left to take over.`,
    )
  }
  const whole = takesOver(situation) === 'rating'
  if (whole && SETTLED.includes(rating.state)) {
    return refuse('over', `The time for rating ${review.revieweeName} is over.`)
  }
  if (supervisorNow(situation) === successor.personId) {
    return refuse('same-supervisor', `${successor.name} does this already.`, 'successor')
  }
  const refusal = refuseRater(review, successor, 'supervisor')
  if (refusal !== undefined) return refusal
  let after = review
  const steps: StepChange[] = []
  for (const step of whole ? [rating, countersignature] : [countersignature]) {
    const handed = withNewSupervisor(after, step, successor.personId, { at })
    if (isRefusal(handed)) return handed
    after = handed.review
    steps.push(handed.change)
  }
  const { countersigner: _, ...others } = after
  // It waits for the successor from now on: should their mail get lost, the next digest tells them.
  const rest = { ...others, readyAt: readyFrom(review, at) }
  const { personId, name } = successor
  return {
    before: review,
    after: whole
      ? { ...rest, ratingSupervisorId: personId, ratingSupervisorName: name }
      : personId === review.ratingSupervisorId
        ? rest
        : { ...rest, countersigner: { personId, name } },
    steps,
    event: plainEvent(
      'supervisor.reassigned',
      whole ? 'another supervisor rates' : 'another supervisor countersigns',
      { at, ...(act.by === undefined ? {} : { by: act.by }), about: aboutChange(situation, act) },
    ),
    counts: {},
  }
}

function readyFrom(review: Review, at: string): Review['readyAt'] {
  const { supervisorRating, supervisorSignature, ...others } = review.readyAt
  return {
    ...others,
    ...(supervisorRating === undefined ? {} : { supervisorRating: at }),
    ...(supervisorSignature === undefined ? {} : { supervisorSignature: at }),
  }
}

function aboutChange(situation: SupervisorSituation, { successor, reason }: SupervisorChange) {
  const { revieweeId } = situation.review
  const predecessor = supervisorNow(situation)
  return [
    { field: 'reviewee', value: revieweeId, about: revieweeId },
    ...(predecessor === null ? [] : [{ field: 'predecessor', value: predecessor, about: predecessor }]),
    { field: 'successor', value: successor.personId, about: successor.personId },
    { field: 'reason', value: reason, about: revieweeId },
  ]
}

/**
 * The next level up who can rate, when the supervisor has left; `undefined` where nobody above is left who may.
 * @param from whose place is empty; the search begins above them.
 */
export function nextLevelUp(
  review: Review,
  from: PersonId,
  people: ReadonlyMap<PersonId, Person>,
): Person | undefined {
  const seen = new Set<PersonId>([from])
  let above = people.get(from)?.supervisorId ?? null
  while (above !== null && !seen.has(above)) {
    seen.add(above)
    const person = people.get(above)
    if (person === undefined) return undefined
    if (refuseRater(review, person, 'supervisor') === undefined) return person
    above = person.supervisorId
  }
  return undefined
}
