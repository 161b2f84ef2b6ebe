import type { ReviewCycle } from './cycle.ts'
import type { PersonId, ReviewId, StepId } from './ids.ts'
import type { Review } from './review.ts'
import { lateLines } from './review-filter.ts'
import type { StepKind } from './step.ts'

export interface LateStep {
  reviewId: ReviewId
  stepId: StepId
  kind: StepKind
  revieweeName: string
  /** The last moment at which it would have been in time. */
  dueAt: string
}

/** Somebody who is waited for past a last day. */
export interface LatePerson {
  personId: PersonId
  /** Since the earliest of those days. */
  since: string
  /** The earliest first. */
  steps: LateStep[]
}

/** Who is late, with what, since when; whoever is waited for longest comes first. */
export function latePeople(
  cycle: ReviewCycle,
  reviews: readonly Review[],
  now: string,
  only: { step?: StepKind | undefined; team?: string | undefined } = {},
): LatePerson[] {
  const people = new Map<PersonId, LateStep[]>()
  for (const review of reviews) {
    if (only.team !== undefined && only.team !== '' && review.ratingSupervisorId !== only.team) continue
    for (const { assigneeId, stepId, kind, dueAt } of lateLines(cycle, review, now)) {
      if (assigneeId === null || (only.step !== undefined && kind !== only.step)) continue
      const steps = people.get(assigneeId) ?? []
      const { reviewId, revieweeName } = review
      steps.push({ reviewId, stepId, kind, revieweeName, dueAt: dueAt ?? cycle.deadlines[kind].dueAt })
      people.set(assigneeId, steps)
    }
  }
  return [...people]
    .map(([personId, steps]) => {
      steps.sort((one, other) => (one.dueAt < other.dueAt ? -1 : one.dueAt > other.dueAt ? 1 : 0))
      return { personId, since: steps[0]?.dueAt ?? now, steps }
    })
    .sort((one, other) =>
      one.since === other.since ? other.steps.length - one.steps.length : one.since < other.since ? -1 : 1,
    )
}
