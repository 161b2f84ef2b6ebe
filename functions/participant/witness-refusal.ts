import * as z from 'zod'
import { timeOfEntry } from '../domain/entry-time.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { witnessRefusal as decideToWitness } from '../domain/refusal-witness.ts'
import { untilCommitted } from '../store/database.ts'
import { commitReviewChange } from '../store/reviews.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { participantRoute } from './participant-route.ts'
import { findRated, refusalHref, refusalPathSchema, refusalReply } from './show-refusal.tsx'

/** The supervisor writes down who was there when somebody refused to sign, and on which day. */
export const witnessRefusal = participantRoute({
  method: 'POST',
  path: '/my/refusals/{reviewId}',
  rule: 'participant',
  params: refusalPathSchema,
  body: z.object({ witness: requiredText({ max: 200 }), on: requiredText({ max: 10 }) }),
  answer: async ({ dependencies: { db, clock }, session, now }, { params, body }) => {
    const { personId, authenticatedAt } = session
    const done = await untilCommitted<'done' | 'not-yours' | Refusal>(async () => {
      const found = await findRated(db, session, params.reviewId)
      if (found === undefined) return 'not-yours'
      const decision = decideToWitness(found, body, {
        role: 'supervisor',
        personId,
        at: timeOfEntry(found.review.chain, clock().toISOString()),
        authentication: { method: 'emailed-link', at: authenticatedAt },
      })
      if (isRefusal(decision)) return decision
      return (await commitReviewChange(db, decision)) && 'done'
    })
    if (done === 'done') return redirect(`${refusalHref(params.reviewId)}?done=witnessed`, { data: body })
    const found = await findRated(db, session, params.reviewId)
    if (done === 'not-yours' || found === undefined) return notAvailable()
    return refusalReply(
      found,
      now,
      done.field === undefined
        ? { refusal: done.message, typed: body }
        : { errors: { [done.field]: done.message }, typed: body },
    )
  },
  onInvalid: async ({ dependencies: { db }, session, now }, { params, typed, errors }) => {
    const found = await findRated(db, session, params.reviewId)
    return found === undefined ? notAvailable() : refusalReply(found, now, { typed, errors })
  },
})
