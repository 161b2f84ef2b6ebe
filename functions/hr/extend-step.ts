import * as z from 'zod'
import { extensionUntil } from '../domain/extension.ts'
import { stepIdSchema } from '../domain/ids.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { extend } from '../domain/review-course.ts'
import { findCycle } from '../store/cycles.ts'
import { untilCommitted } from '../store/database.ts'
import { commitReviewChange, findReview, findStep, loadReview } from '../store/reviews.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { reviewPage, reviewParamsSchema } from './show-review.tsx'

export const extendStep = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/extend',
  rule: 'hr',
  params: reviewParamsSchema,
  body: z.object({
    stepId: stepIdSchema,
    dueOn: requiredText({ max: 10 }),
    reason: requiredText({ max: 500 }),
  }),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const [cycle, review] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    const act = actOf(session, now)
    const done = await untilCommitted(async (): Promise<'done' | Refusal | undefined> => {
      const fresh = await loadReview(db, params.cycleId, params.reviewId)
      const step = await findStep(db, cycle, fresh, body.stepId)
      if (step === undefined || step.kind === 'release') {
        return refuse('no-such-step', 'Choose one of the steps.', 'stepId')
      }
      const until = extensionUntil(cycle, body.dueOn, act.at)
      if (isRefusal(until)) return until
      const decision = extend({ cycle, review: fresh, step }, { ...act, ...until, reason: body.reason })
      if (isRefusal(decision)) return decision
      return (await commitReviewChange(db, decision)) === undefined ? undefined : 'done'
    })
    if (done === 'done') {
      return redirect(`/hr/cycles/${params.cycleId}/reviews/${params.reviewId}?done=extended`)
    }
    const typed = { stepId: body.stepId, dueOn: body.dueOn, reason: body.reason }
    return reviewPage(
      db,
      cycle,
      review,
      done.field === undefined
        ? { typed, refusal: done.message }
        : { typed, errors: { [done.field]: done.message } },
    )
  },
  onInvalid: async ({ dependencies }, { params, typed, errors }) => {
    const { db } = dependencies
    const [cycle, review] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    return reviewPage(db, cycle, review, {
      typed,
      errors: 'stepId' in errors ? { ...errors, stepId: 'Choose the step that gets more time.' } : errors,
    })
  },
})
