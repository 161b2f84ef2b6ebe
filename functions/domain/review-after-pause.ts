import type { ReviewCycle } from './cycle.ts'
import { deadlineAfter } from './cycle-pause.ts'
import type { Review } from './review.ts'
import { moveStep, type ReviewStep, SETTLED, type StepChange } from './step.ts'

/** True while the cycle was paused and the days of this review's steps have not been moved by it. */
export const isBehind = (cycle: Pick<ReviewCycle, 'pauses'>, review: Pick<Review, 'pausesSeen'>): boolean =>
  (review.pausesSeen ?? 0) < (cycle.pauses?.length ?? 0)

/**
 * The open steps of a review with the days that they have after the pauses it does not know of yet. A day that was given
 * after a pause knows of it already.
 * @param steps those that have rows; the others take the cycle's days when they open.
 */
export function moveByPauses(
  cycle: ReviewCycle,
  review: Review,
  steps: readonly ReviewStep[],
): { after: Review; steps: StepChange[] } {
  const pauses = cycle.pauses ?? []
  const changes = steps
    .filter(({ state }) => !SETTLED.includes(state))
    .flatMap((step) => {
      const given = [step.openedAt ?? '', step.extendedAt ?? ''].sort()[1] ?? ''
      const missed = pauses.slice(review.pausesSeen ?? 0).filter(({ to }) => given < to)
      const until = missed.reduce((time, pause) => deadlineAfter(pause, time, cycle), {
        dueAt: step.dueAt,
        graceUntil: step.graceUntil,
      })
      const last = missed.at(-1)
      return last === undefined || until.dueAt === step.dueAt ? [] : [moveStep(step, until, last.to)]
    })
  return { after: { ...review, pausesSeen: pauses.length }, steps: changes }
}
