import type { ReviewCycle } from './cycle.ts'
import { clockOf } from './cycle-pause.ts'
import { CLOSED_STAGES, type Review, waitingLines } from './review.ts'
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
  const clock = clockOf(cycle, now)
  return HUMAN_STEPS.map((kind) => {
    const progress: StepProgress = { kind, done: 0, missed: 0, total: 0, late: 0 }
    for (const review of reviews) {
      for (const line of review.steps) {
        if (line.kind !== kind) continue
        progress.total += 1
        if (line.state === 'submitted') progress.done += 1
        if (line.state === 'bypassed' || line.state === 'expired') progress.missed += 1
      }
      progress.late += waitingLines(review).filter(
        (line) => line.kind === kind && (line.dueAt ?? cycle.deadlines[kind].dueAt) < clock,
      ).length
    }
    return progress
  })
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
export function teamsOf(cycle: ReviewCycle, reviews: readonly Review[], now: string): TeamProgress[] {
  const teams = Map.groupBy(reviews, (review) => review.ratingSupervisorId)
  return [...teams]
    .map(([supervisorId, team]) => ({
      supervisorId,
      supervisorName: team[0]?.ratingSupervisorName ?? '',
      reviews: team.length,
      rated: team.filter((review) => review.proposedRating !== null).length,
      ended: team.filter((review) => CLOSED_STAGES.includes(review.stage)).length,
      late: progressOf(cycle, team, now).reduce((sum, { late }) => sum + late, 0),
    }))
    .sort(
      (one, other) => other.late - one.late || one.supervisorName.localeCompare(other.supervisorName, 'en'),
    )
}
