import type { ReviewCycle } from './cycle.ts'
import type { CycleReviews } from './cycle-reviews.ts'
import { CLOSED_STAGES, type Review } from './review.ts'
import { lateLines } from './review-filter.ts'
import type { StepKind } from './step.ts'

/** The kinds of steps that people do, in the order of the review. */
export const HUMAN_STEPS = [
  'selfAssessment',
  'peerInput',
  'supervisorRating',
  'revieweeSignature',
  'supervisorSignature',
] as const satisfies readonly StepKind[]

export interface StepProgress {
  kind: (typeof HUMAN_STEPS)[number]
  done: number
  /** Bypassed or expired: the review went on without them. */
  missed: number
  total: number
  /** Waiting now, past the step's own due date. */
  late: number
}

/** How far the steps of some reviews are, kind by kind. */
export function progressOf(cycle: ReviewCycle, reviews: readonly Review[], now: string): StepProgress[] {
  const kinds = new Map<StepKind, StepProgress>(
    HUMAN_STEPS.map((kind) => [kind, { kind, done: 0, missed: 0, total: 0, late: 0 }]),
  )
  for (const review of reviews) {
    for (const { kind, state } of review.steps) {
      const progress = kinds.get(kind)
      if (progress === undefined) continue
      progress.total += 1
      if (state === 'submitted') progress.done += 1
      if (state === 'bypassed' || state === 'expired') progress.missed += 1
    }
    for (const { kind } of lateLines(cycle, review, now)) {
      const progress = kinds.get(kind)
      if (progress !== undefined) progress.late += 1
    }
  }
  return [...kinds.values()]
}

export interface TeamProgress {
  supervisorId: string
  supervisorName: string
  reviews: number
  rated: number
  /** Sealed, or ended without a signature. */
  ended: number
  late: number
}

/** The same by rating supervisor, the team with the most late steps first. */
export function teamsOf(cycle: ReviewCycle, { teams }: CycleReviews, now: string): TeamProgress[] {
  return [...teams]
    .map(([supervisorId, team]) => ({
      supervisorId,
      supervisorName: team[0]?.ratingSupervisorName ?? '',
      reviews: team.length,
      rated: team.filter((review) => review.proposedRating !== null).length,
      ended: team.filter((review) => CLOSED_STAGES.includes(review.stage)).length,
      late: team.reduce((sum, review) => sum + lateLines(cycle, review, now).length, 0),
    }))
    .sort(
      (one, other) => other.late - one.late || byLetters.compare(one.supervisorName, other.supervisorName),
    )
}

const byLetters = new Intl.Collator('en')
