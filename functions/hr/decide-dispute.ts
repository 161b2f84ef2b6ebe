import * as z from 'zod'
import { DISPUTE_WORDS_LIMIT } from '../domain/dispute.ts'
import { type DisputeVerdict, decideDispute as decideOn } from '../domain/dispute-decision.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { findReview } from '../store/reviews.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitDisputeAct } from './commit-dispute-act.ts'
import { accountOf } from './dispute-desk.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { disputeParamsSchema } from './name-decider.ts'
import { disputesPage } from './show-disputes.tsx'

export const decisionBodySchema = z.object({
  outcome: z.enum(['upheld', 'overturned', 'rated-again', 'amended'], 'Choose what you decide.'),
  newRating: z
    .union([z.literal(''), z.coerce.number().int().min(1).max(5)], 'Choose a rating from 1 to 5.')
    .optional()
    .transform((rating) => (rating === '' ? undefined : rating)),
  text: requiredText({ max: DISPUTE_WORDS_LIMIT }),
})

/** Whoever was named decides, with reasons that the reviewee and the supervisor read. */
export const decideDispute = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/disputes/{number}/decision',
  rule: 'hr',
  needsPerson: true,
  params: disputeParamsSchema,
  body: decisionBodySchema,
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    if ((await findReview(db, params.cycleId, params.reviewId)) === undefined) return notAvailable()
    const done = await commitDisputeAct(db, session, params, (desk) => {
      const dispute = desk.disputes.find(({ number }) => number === params.number)
      if (dispute === undefined) return refuse('no-such-dispute', 'There is no such dispute in this review.')
      return decideOn(desk, dispute, {
        ...officerActOf(session, now),
        verdict: verdictOf(body),
        decider: accountOf(session),
        parts: desk.parts,
        stepId: db.mint.stepId,
      })
    })
    if (!isRefusal(done)) {
      return redirect(`/hr/cycles/${params.cycleId}/reviews/${params.reviewId}/disputes?done=decided`, {
        data: { outcome: body.outcome },
      })
    }
    const typed = { outcome: body.outcome, newRating: String(body.newRating ?? ''), text: body.text }
    return disputesPage(
      db,
      session,
      params,
      done.field === undefined
        ? { refusal: done.message, typed }
        : { errors: { [done.field]: done.message }, typed },
    )
  },
  onInvalid: ({ dependencies: { db }, session }, { params, typed, errors }) =>
    disputesPage(db, session, params, { typed, errors }),
})

const verdictOf = ({ outcome, newRating, text }: z.output<typeof decisionBodySchema>): DisputeVerdict =>
  outcome === 'rated-again' ? { outcome: 'overturned', rateAgain: true, text } : { outcome, newRating, text }
