import type { PersonId } from './ids.ts'
import type { Person } from './person.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { FormerRater, Review } from './review.ts'
import { handStepOver, type ReviewStep, type StepChange } from './step.ts'

/** What the changes of raters have in common: a step goes to somebody else, and the review remembers who had it. */

/**
 * A step for somebody else, or for nobody yet. What its assignee has begun stays with the step in the case of a
 * supervisor, whose successor goes on with it, and is set aside in the case of a peer.
 */
function handed(
  review: Review,
  step: ReviewStep,
  to: PersonId | null,
  act: { at: string; why: FormerRater['why']; withDraft: boolean },
): { review: Review; change: StepChange } | Refusal {
  const change = handStepOver(step, { to, withDraft: act.withDraft })
  if (isRefusal(change)) return change
  const former: FormerRater[] =
    step.assigneeId === null
      ? []
      : [{ stepId: step.stepId, kind: step.kind, personId: step.assigneeId, until: act.at, why: act.why }]
  return { review: { ...review, formerRaters: [...(review.formerRaters ?? []), ...former] }, change }
}

export const withoutAssignee = (review: Review, step: ReviewStep, act: { at: string; why: 'declined' }) =>
  handed(review, step, null, { ...act, withDraft: false })

export const withNewPeer = (review: Review, step: ReviewStep, to: PersonId, act: { at: string }) =>
  handed(review, step, to, { ...act, why: 'replaced', withDraft: false })

export const withNewSupervisor = (review: Review, step: ReviewStep, to: PersonId, act: { at: string }) =>
  handed(review, step, to, { ...act, why: 'reassigned', withDraft: true })

/**
 * Nobody rates themselves, and nobody has two roles for one reviewee.
 * @param as the role that the successor would take.
 */
export function refuseRater(
  review: Review,
  successor: Person,
  as: 'peer' | 'supervisor',
): Refusal | undefined {
  const { name, personId } = successor
  if (successor.status !== 'active') {
    return refuse('has-left', `${name} is no longer with the company. Choose somebody else.`, 'successor')
  }
  if (successor.email === '') {
    return refuse(
      'no-address',
      `${name} has no e-mail address, so no link could reach them. Import their address, or choose somebody else.`,
      'successor',
    )
  }
  if (personId === review.revieweeId) {
    return refuse(
      'self-supervision',
      `${name} cannot write about themselves. Choose somebody else.`,
      'successor',
    )
  }
  const isPeer = review.steps.some(({ kind, assigneeId }) => kind === 'peerInput' && assigneeId === personId)
  const supervises =
    personId === review.ratingSupervisorId ||
    review.steps.some(
      ({ kind, assigneeId }) =>
        (kind === 'supervisorRating' || kind === 'supervisorSignature') && assigneeId === personId,
    )
  if (isPeer) {
    return refuse(
      'two-roles',
      as === 'peer'
        ? `${name} is asked about ${review.revieweeName} already. Choose somebody else.`
        : `${name} gives input about ${review.revieweeName} as a colleague, and nobody has two roles for one person. Replace them as a colleague first, or choose somebody else.`,
      'successor',
    )
  }
  if (as === 'peer' && supervises) {
    return refuse(
      'two-roles',
      `${name} rates ${review.revieweeName}, and nobody has two roles for one person. Choose somebody else.`,
      'successor',
    )
  }
  return undefined
}
