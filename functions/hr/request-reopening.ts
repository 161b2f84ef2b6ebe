import * as z from 'zod'
import { isRefusal } from '../domain/refusal.ts'
import { requestReopening as decideToRequest, REOPENING_REASON_LIMIT } from '../domain/reopening.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitReopeningAct } from './commit-reopening-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { reopeningPage } from './show-reopening.tsx'
import { reviewParamsSchema } from './show-review.tsx'

/** The first of two. */
export const requestReopening = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/reopening',
  rule: 'hr',
  params: reviewParamsSchema,
  body: z.object({
    to: z.enum(['rating', 'record'], 'Choose from where it is done again.'),
    reason: requiredText({ max: REOPENING_REASON_LIMIT }),
  }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const act = { ...officerActOf(session, now), ...body }
    const done = await commitReopeningAct(db, params, (situation) => decideToRequest(situation, act))
    if (done === 'no-such-review') return notAvailable()
    if (!isRefusal(done)) {
      return redirect(`/hr/cycles/${params.cycleId}/reviews/${params.reviewId}/reopening?done=requested`, {
        data: { to: body.to },
      })
    }
    return reopeningPage(
      db,
      session,
      params,
      done.field === undefined
        ? { refusal: done.message, typed: body }
        : { errors: { [done.field]: done.message }, typed: body },
    )
  },
  onInvalid: ({ dependencies: { db }, session }, { params, typed, errors }) =>
    reopeningPage(db, session, params, { typed, errors }),
})
