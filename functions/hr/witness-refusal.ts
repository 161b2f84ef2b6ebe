import * as z from 'zod'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { witnessRefusal as decideToWitness } from '../domain/refusal-witness.ts'
import { findCycle } from '../store/cycles.ts'
import { untilCommitted } from '../store/database.ts'
import { commitReviewChange, findReview } from '../store/reviews.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { refusalPage } from './show-refusal.tsx'
import { reviewParamsSchema } from './show-review.tsx'

/** HR writes down who was there when somebody refused to sign, and on which day. */
export const witnessRefusal = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/refusal',
  rule: 'hr',
  params: reviewParamsSchema,
  body: z.object({ witness: requiredText({ max: 200 }), on: requiredText({ max: 10 }) }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const act = officerActOf(session, now)
    const done = await untilCommitted<'done' | 'no-such-review' | Refusal>(async () => {
      const [cycle, review] = await Promise.all([
        findCycle(db, params.cycleId),
        findReview(db, params.cycleId, params.reviewId),
      ])
      if (cycle === undefined || review === undefined) return 'no-such-review'
      const decision = decideToWitness({ cycle, review }, body, { role: 'hr', act })
      if (isRefusal(decision)) return decision
      return (await commitReviewChange(db, decision)) && 'done'
    })
    if (done === 'no-such-review') return notAvailable()
    if (!isRefusal(done)) {
      return redirect(`/hr/cycles/${params.cycleId}/reviews/${params.reviewId}/refusal?done=witnessed`, {
        data: body,
      })
    }
    return refusalPage(
      db,
      now,
      params,
      done.field === undefined
        ? { refusal: done.message, typed: body }
        : { errors: { [done.field]: done.message }, typed: body },
    )
  },
  onInvalid: ({ dependencies: { db }, now }, { params, typed, errors }) =>
    refusalPage(db, now, params, { typed, errors }),
})
