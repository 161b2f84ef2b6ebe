import { isRefusal } from '../domain/refusal.ts'
import { withdrawReopening as decideToWithdraw } from '../domain/reopening.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitReopeningAct } from './commit-reopening-act.ts'
import { reopeningBodySchema } from './confirm-reopening.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { reopeningPage } from './show-reopening.tsx'
import { reviewParamsSchema } from './show-review.tsx'

/** Taken back: nothing has changed, and nothing does. */
export const withdrawReopening = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/reopening/withdraw',
  rule: 'hr',
  params: reviewParamsSchema,
  body: reopeningBodySchema,
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const act = { ...officerActOf(session, now), ...body }
    const done = await commitReopeningAct(db, params, (situation) => decideToWithdraw(situation, act))
    if (done === 'no-such-review') return notAvailable()
    return isRefusal(done)
      ? reopeningPage(db, session, params, { refusal: done.message })
      : redirect(`/hr/cycles/${params.cycleId}/reviews/${params.reviewId}/reopening?done=withdrawn`, {
          data: body,
        })
  },
})
