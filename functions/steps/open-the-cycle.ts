import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { cycleIdSchema, type PersonId } from '../domain/ids.ts'
import { openReview, participantsOf, planLaunch } from '../domain/launch.ts'
import { participantSchema } from '../domain/participant.ts'
import type { Person } from '../domain/person.ts'
import { reviewSchema } from '../domain/review.ts'
import { workflowInputOf } from '../domain/review-workflow-input.ts'
import { plainEvent } from '../domain/workflow-event.ts'
import { commitCycleChange, loadCycle } from '../store/cycles.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { inputsPath, type ManifestStore, planPath, writeOnce } from '../store/manifests.ts'
import { createParticipant } from '../store/participants.ts'
import { listPeople } from '../store/people.ts'
import { createReview } from '../store/reviews.ts'
import { digestOfSubjects } from '../trail/digest.ts'
import { inParallel } from './in-parallel.ts'
import { type StepDependencies, step } from './step.ts'

const frozenPlanSchema = z.object({
  reviews: z.array(reviewSchema),
  participants: z.array(participantSchema),
})
type FrozenPlan = z.infer<typeof frozenPlanSchema>

/** The bucket keeps what it is given for a year and cannot erase one person from it, so it gets ids and no names. */
function withoutNames({ reviews, participants }: FrozenPlan): FrozenPlan {
  return {
    reviews: reviews.map((review) => ({ ...review, revieweeName: '', ratingSupervisorName: '' })),
    participants: participants.map((participant) => ({ ...participant, name: '' })),
  }
}

function withNames({ reviews, participants }: FrozenPlan, people: ReadonlyMap<PersonId, Person>): FrozenPlan {
  const nameOf = (personId: PersonId) => people.get(personId)?.name ?? ''
  return {
    reviews: reviews.map((review) => ({
      ...review,
      revieweeName: nameOf(review.revieweeId),
      ratingSupervisorName: nameOf(review.ratingSupervisorId),
    })),
    participants: participants.map((participant) => ({ ...participant, name: nameOf(participant.personId) })),
  }
}

/**
 * Freezes the cycle: who is reviewed by whom is written down once, before any row; a launch that breaks off goes on from
 * there. Then the reviews and participants get their rows.
 */
export const openTheCycle = step(z.object({ cycleId: cycleIdSchema }), async (dependencies, { cycleId }) => {
  const { db, now } = dependencies
  const cycle = await beginOpening(db, cycleId, now)
  if (cycle.status === 'cancelled' || cycle.status === 'closed') return outcome(cycle)
  const plan = await freeze(dependencies, cycle)
  if (plan.reviews.length > 0) {
    await inParallel(plan.reviews, 16, async (review) => {
      await createReview(db, review, reviewOpened(review, now()))
    })
    await inParallel(plan.participants, 16, (participant) => createParticipant(db, participant))
  }
  return outcome(await markOpened(db, cycle.cycleId, plan, now))
})

/** From here on HR can no longer cancel: whoever writes the row first, the other finds it so. */
async function beginOpening(
  db: Database,
  cycleId: ReviewCycle['cycleId'],
  now: () => string,
): Promise<ReviewCycle> {
  return untilCommitted(async () => {
    const before = await loadCycle(db, cycleId)
    if (before.status !== 'scheduled' && before.status !== 'draft') return before
    const after: ReviewCycle = { ...before, status: 'opening' }
    const event = plainEvent('cycle.scheduled', 'launch begun', { at: now() })
    return (await commitCycleChange(db, before, after, event)) ? after : undefined
  })
}

const reviewOpened = (review: FrozenPlan['reviews'][number], at: string) =>
  plainEvent('review.opened', 'opened', {
    at,
    about: [
      { field: 'reviewee', value: review.revieweeId, about: review.revieweeId },
      { field: 'revieweeName', value: review.revieweeName, about: review.revieweeId },
      { field: 'ratingSupervisor', value: review.ratingSupervisorId, about: review.ratingSupervisorId },
    ],
  })

async function freeze(
  { db, manifests }: Pick<StepDependencies, 'db' | 'manifests'>,
  cycle: ReviewCycle,
): Promise<FrozenPlan> {
  const store: ManifestStore = await manifests()
  const everybody = await listPeople(db)
  const people = new Map(everybody.map((person) => [person.personId, person]))
  const rank = (personId: string) =>
    createHash('sha256').update(`${cycle.chain.subjectRef}:${personId}`).digest('hex')
  const planned = planLaunch(cycle, everybody, rank).reviews.map((review) =>
    openReview(cycle, review, {
      reviewId: db.mint.reviewId(),
      subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
      mint: db.mint,
    }),
  )
  const plan = { reviews: planned, participants: participantsOf(cycle, planned, people) }
  const frozen = frozenPlanSchema.parse(await writeOnce(store, planPath(cycle.cycleId), withoutNames(plan)))
  await writeOnce(
    store,
    inputsPath(cycle.cycleId),
    frozen.reviews.map((review) => workflowInputOf(cycle, review)),
  )
  return withNames(frozen, people)
}

async function markOpened(
  db: Database,
  cycleId: ReviewCycle['cycleId'],
  plan: FrozenPlan,
  now: () => string,
): Promise<ReviewCycle> {
  return untilCommitted(async () => {
    const before = await loadCycle(db, cycleId)
    if (before.status !== 'opening') return before
    const at = now()
    const empty = plan.reviews.length === 0
    const after: ReviewCycle = {
      ...before,
      status: empty ? 'cancelled' : 'running',
      reviewCount: plan.reviews.length,
      timeZones: [...new Set(plan.participants.map((participant) => participant.timeZone))].sort(),
      openedAt: at,
    }
    const event = plainEvent(
      empty ? 'cycle.cancelled' : 'cycle.opened',
      empty ? 'nobody to review' : `opened with ${after.reviewCount} reviews`,
      // So that a review that is taken away later, with its whole chain, leaves a gap.
      { at, recordDigest: digestOfSubjects(plan.reviews.map(({ chain }) => chain.subjectRef)) },
    )
    return (await commitCycleChange(db, before, after, event)) ? after : undefined
  })
}

const outcome = (cycle: ReviewCycle) => ({
  reviewCount: cycle.status === 'cancelled' || cycle.status === 'closed' ? 0 : cycle.reviewCount,
  ratingsUntil: cycle.deadlines.supervisorRating.graceUntil,
  releaseAt: cycle.releaseAt,
  signaturesUntil: cycle.deadlines.supervisorSignature.graceUntil,
})
