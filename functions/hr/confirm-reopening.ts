import * as z from 'zod'
import { isRefusal } from '../domain/refusal.ts'
import { confirmReopening as decideToConfirm } from '../domain/reopening.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitReopeningAct } from './commit-reopening-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { reopeningPage } from './show-reopening.tsx'
import { reviewParamsSchema } from './show-review.tsx'

/** The request that was on the page; another one may have taken its place. */
export const reopeningBodySchema = z.object({ number: z.coerce.number().int().min(1) })

/** The second of two: signatures no longer count, and everybody concerned is written to. */
export const confirmReopening = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/reopening/confirm',
  rule: 'hr',
  needsPerson: true,
  params: reviewParamsSchema,
  body: reopeningBodySchema,
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const act = { ...officerActOf(session, now), ...body, stepId: db.mint.stepId }
    const done = await commitReopeningAct(db, params, (situation) => decideToConfirm(situation, act))
    if (done === 'no-such-review') return notAvailable()
    return isRefusal(done)
      ? reopeningPage(db, session, params, { refusal: done.message })
      : redirect(`/hr/cycles/${params.cycleId}/reviews/${params.reviewId}/reopening?done=confirmed`, {
          data: body,
        })
  },
})
