import * as z from 'zod'
import { confirmErasure as decideToConfirm } from '../domain/erasure.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findErasure } from '../store/erasures.ts'
import { nothingMore } from '../web/nothing-more.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitErasureAct } from './commit-erasure-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { erasurePage } from './show-erasure.tsx'
import { personParamsSchema } from './show-holds.tsx'

/** The request that was on the page; another one may have taken its place. */
export const erasureIdSchema = z.string().max(64)

/** The second of two. */
export const confirmErasure = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/erasure/confirm',
  rule: 'hr',
  summary: 'Agrees, as the second of two people, to erase somebody',
  needsPerson: true,
  data: nothingMore,
  params: personParamsSchema,
  body: z.object({
    erasureId: erasureIdSchema,
    understood: z.literal('yes', 'Tick this when you have seen what goes and what stays.'),
  }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const { personId } = params
    if ((await findErasure(db, personId)) === undefined) return notAvailable()
    const act = { ...officerActOf(session, now), erasureId: body.erasureId }
    const done = await commitErasureAct(db, personId, (situation) => decideToConfirm(situation, act))
    return isRefusal(done)
      ? erasurePage(db, session, now, personId, { refusal: done.message, code: done.code })
      : redirect(`/hr/people/${personId}/erasure`)
  },
  onInvalid: ({ dependencies, session, now }, { params, typed, errors }) =>
    erasurePage(dependencies.db, session, now, params.personId, { typed, errors }),
})
