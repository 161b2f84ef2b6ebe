import * as z from 'zod'
import { assignDecider } from '../domain/dispute-course.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { findReview } from '../store/reviews.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitDisputeAct } from './commit-dispute-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { disputesPage } from './show-disputes.tsx'
import { reviewParamsSchema } from './show-review.tsx'

export const disputeParamsSchema = reviewParamsSchema.extend({ number: z.coerce.number().int().min(1) })

/** HR says who decides on a dispute: themselves or a colleague, and nobody with a part in the review. */
export const nameDecider = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/disputes/{number}/decider',
  rule: 'hr',
  params: disputeParamsSchema,
  body: z.object({ decider: z.string('Choose who decides.').min(1, 'Choose who decides.').max(256) }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    if ((await findReview(db, params.cycleId, params.reviewId)) === undefined) return notAvailable()
    const done = await commitDisputeAct(db, session, params, (desk) => {
      const dispute = desk.disputes.find(({ number }) => number === params.number)
      const decider = desk.officers.find(({ subject }) => subject === body.decider)
      if (dispute === undefined) return refuse('no-such-dispute', 'There is no such dispute in this review.')
      if (decider === undefined) {
        return refuse('unknown-account', 'Nobody of HR with this account has signed in here yet.', 'decider')
      }
      return assignDecider(desk, dispute, { ...officerActOf(session, now), decider, parts: desk.parts })
    })
    if (!isRefusal(done)) {
      return redirect(`/hr/cycles/${params.cycleId}/reviews/${params.reviewId}/disputes?done=named`, {
        data: { decider: body.decider },
      })
    }
    return disputesPage(
      db,
      session,
      params,
      done.field === undefined
        ? { refusal: done.message }
        : { errors: { [done.field]: done.message }, typed: body },
    )
  },
  onInvalid: ({ dependencies: { db }, session }, { params, typed, errors }) =>
    disputesPage(db, session, params, { typed, errors }),
})
