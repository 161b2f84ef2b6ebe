import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { ERASED_NAME } from '../domain/erased.ts'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { type Review, recordVersionOf, waitingLines } from '../domain/review.ts'
import { plannedStep, type ReviewStep } from '../domain/step.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findParticipant } from '../store/participants.ts'
import { findPeople } from '../store/people.ts'
import { findReview, listStepsOfReview } from '../store/reviews.ts'
import { listEntryFacts } from '../store/trail.ts'
import { notAvailable, page, whyOf } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { operations } from './operations/operations.ts'
import { ReviewPage, type ReviewPageProps } from './pages/review-page.tsx'
import { nextDue, storyOf } from './review-story.ts'
import { waitsFor } from './waits-for.ts'

export const reviewParamsSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema })

export const showReview = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}',
  rule: 'hr',
  params: reviewParamsSchema,
  query: z.object({ done: z.enum(['link']).optional() }),
  answer: async ({ dependencies }, { params, query }) => {
    const { db } = dependencies
    const [cycle, review] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    return reviewPage(db, cycle, review, { done: query.done })
  },
})

interface Shown {
  done?: ReviewPageProps['done']
  refusal?: string
  code?: string
  status?: number
}

/** The whole course of a review. */
export async function reviewPage(db: Database, cycle: ReviewCycle, review: Review, shown: Shown) {
  const [steps, entries, reviewee] = await Promise.all([
    stepsOf(db, cycle, review),
    listEntryFacts(db, review.chain.subjectRef),
    findParticipant(db, cycle.cycleId, review.revieweeId),
  ])
  const people = await findPeople(
    db,
    steps
      .flatMap(({ assigneeId }) => assigneeId ?? [])
      .concat((review.formerRaters ?? []).map(({ personId }) => personId)),
  )
  const waiting = new Set(waitingLines(review).map(({ stepId }) => stepId))
  const rows = steps.map((step) => ({
    stepId: step.stepId,
    kind: step.kind,
    state: step.state,
    assignee:
      step.assigneeId === null
        ? undefined
        : { personId: step.assigneeId, name: people.get(step.assigneeId)?.name ?? ERASED_NAME },
    formerly: (review.formerRaters ?? [])
      .filter(({ stepId }) => stepId === step.stepId)
      .map(({ personId }) => people.get(personId)?.name ?? ERASED_NAME),
    dueAt: step.dueAt,
    graceUntil: step.graceUntil,
    extensionReason: step.extensionReason,
    isWaiting: waiting.has(step.stepId),
    // A peer's receipt would tie their name to an entry of the trail, which keeps it apart.
    receipt: step.kind === 'peerInput' ? undefined : step.receipt,
  }))
  const story = storyOf(review, entries, reviewee)
  const next = { waitsFor: waitsFor(review), nextDue: nextDue(cycle, waitingLines(review)) }
  return page(
    <ReviewPage
      cycle={cycle}
      review={review}
      steps={rows}
      done={shown.done}
      refusal={shown.refusal}
      operations={operations}
      story={story}
      {...next}
    />,
    {
      title: `Review of ${review.revieweeName}`,
      status: shown.status ?? (shown.refusal === undefined ? 200 : 409),
      refusal: whyOf(shown),
      back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
      wide: true,
      data: {
        reviewId: review.reviewId,
        stage: review.stage,
        acknowledgement: review.acknowledgement,
        recordVersion: recordVersionOf(review),
        openDispute: review.openDispute ?? null,
        earlier: (review.earlier ?? []).map(({ steps: _, ...record }) => record),
        steps: rows,
        story,
        ...next,
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}

/** In the order of the review; those that the workflow has not asked for yet as the launch planned them. */
async function stepsOf(db: Database, cycle: ReviewCycle, review: Review): Promise<ReviewStep[]> {
  const stored = new Map((await listStepsOfReview(db, review.reviewId)).map((step) => [step.stepId, step]))
  return review.steps.flatMap(({ stepId }) => stored.get(stepId) ?? plannedStep(cycle, review, stepId) ?? [])
}
