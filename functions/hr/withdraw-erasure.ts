import * as z from 'zod'
import { withdrawErasure as decideToWithdraw } from '../domain/erasure.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findErasure } from '../store/erasures.ts'
import { nothingMore } from '../web/nothing-more.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitErasureAct } from './commit-erasure-act.ts'
import { erasureIdSchema } from './confirm-erasure.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { erasurePage } from './show-erasure.tsx'
import { personParamsSchema } from './show-holds.tsx'

/** Anybody of HR, as long as nothing is erased. */
export const withdrawErasure = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/erasure/withdraw',
  rule: 'hr',
  summary: 'Takes back an erasure that has not begun',
  data: nothingMore,
  params: personParamsSchema,
  body: z.object({ erasureId: erasureIdSchema }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const { personId } = params
    if ((await findErasure(db, personId)) === undefined) return notAvailable()
    const act = { ...officerActOf(session, now), erasureId: body.erasureId }
    const done = await commitErasureAct(db, personId, (situation) => decideToWithdraw(situation, act))
    return isRefusal(done)
      ? erasurePage(db, session, now, personId, { refusal: done.message, code: done.code })
      : redirect(`/hr/people/${personId}/erasure?done=withdrawn`)
  },
})
