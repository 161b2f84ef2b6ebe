import type { ReviewCycle } from '../domain/cycle.ts'
import type { Review } from '../domain/review.ts'
import { type ReviewStep, type StepKind, WRITABLE } from '../domain/step.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findParticipant } from '../store/participants.ts'
import { findReview, findStep, listStepsOfPerson } from '../store/reviews.ts'
import type { ParticipantSession } from '../web/sessions.ts'

/** Everything of one cycle that names one person, by what they can do with it. */
export interface Work {
  cycle: ReviewCycle
  waiting: ReviewStep[]
  /** Planned at the launch; the workflow is about to ask for it. */
  opening: ReviewStep[]
  /** Sent in or signed, with a receipt. */
  done: ReviewStep[]
  /** Its time passed without an answer. */
  missed: ReviewStep[]
  /** The person's own review, if they are reviewed. */
  ownReview: Review | undefined
}

export async function gatherWork(db: Database, session: ParticipantSession): Promise<Work> {
  const { cycleId, personId } = session
  const [cycle, participant, indexed] = await Promise.all([
    loadCycle(db, cycleId),
    findParticipant(db, cycleId, personId),
    listStepsOfPerson(db, cycleId, personId),
  ])
  const known = new Set(indexed.map((step) => step.stepId))
  const asked = (participant?.asked ?? []).filter(({ stepId }) => !known.has(stepId))
  // The index is a moment behind the rows, and the rows are behind the plan.
  const planned = await Promise.all(
    asked.map(async ({ reviewId, stepId }) => {
      const review = await findReview(db, cycleId, reviewId)
      return review && findStep(db, cycle, review, stepId)
    }),
  )
  const steps = [...indexed, ...planned.filter((step) => step !== undefined)].filter(
    (step) => step.assigneeId === personId,
  )
  const own = steps.find((step) => step.kind === 'selfAssessment')
  const ownReview = own && (await findReview(db, cycleId, own.reviewId))
  const signature = ownReview && (await signatureToCome(db, cycle, ownReview, steps))
  const all = [...steps, ...(signature === undefined ? [] : [signature])].sort(byDate)
  return {
    cycle,
    waiting: all.filter((step) => WRITABLE.includes(step.state)),
    opening: all.filter((step) => step.state === 'notOpen' && OPENS_AT_ONCE.includes(step.kind)),
    done: all.filter((step) => step.receipt !== undefined),
    missed: all.filter((step) => step.state === 'bypassed' || step.state === 'expired'),
    ownReview,
  }
}

/** What the workflow asks for without waiting for anybody else, once it is planned or released. */
const OPENS_AT_ONCE: readonly StepKind[] = ['selfAssessment', 'peerInput', 'revieweeSignature']

/** The released record is mailed before the index, or the workflow, has come to the signature under it. */
async function signatureToCome(
  db: Database,
  cycle: ReviewCycle,
  review: Review,
  known: readonly ReviewStep[],
): Promise<ReviewStep | undefined> {
  const line = review.steps.find(({ kind }) => kind === 'revieweeSignature')
  if (review.stage !== 'released' || line === undefined) return undefined
  if (known.some(({ stepId }) => stepId === line.stepId)) return undefined
  return findStep(db, cycle, review, line.stepId)
}

function byDate(one: ReviewStep, other: ReviewStep): number {
  if (one.dueAt !== other.dueAt) return one.dueAt < other.dueAt ? -1 : 1
  return one.revieweeName.localeCompare(other.revieweeName, 'en')
}
