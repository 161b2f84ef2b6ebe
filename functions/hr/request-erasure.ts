import * as z from 'zod'
import { requestErasure as decideToRequest, ERASURE_REASON_LENGTH } from '../domain/erasure.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findPerson } from '../store/people.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitErasureAct } from './commit-erasure-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { erasurePage } from './show-erasure.tsx'
import { personParamsSchema } from './show-holds.tsx'

/** The first of two. */
export const requestErasure = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/erasure',
  rule: 'hr',
  summary: 'Asks, as the first of two people, to erase somebody',
  data: z.object({ erasureId: z.string() }),
  params: personParamsSchema,
  body: z.object({
    reason: requiredText({ max: ERASURE_REASON_LENGTH }),
    understood: z.literal('yes', 'Tick this when you have seen what goes and what stays.'),
  }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const { personId } = params
    if ((await findPerson(db, personId)) === undefined) return notAvailable()
    const erasureId = Buffer.from(db.randomBytes(16)).toString('hex')
    const act = { ...officerActOf(session, now), erasureId, reason: body.reason }
    const done = await commitErasureAct(db, personId, (situation) => decideToRequest(situation, act))
    return isRefusal(done)
      ? erasurePage(db, session, now, personId, { refusal: done.message, code: done.code, typed: body })
      : redirect(`/hr/people/${personId}/erasure`, { data: { erasureId } })
  },
  onInvalid: ({ dependencies, session, now }, { params, typed, errors }) =>
    erasurePage(dependencies.db, session, now, params.personId, { typed, errors }),
})
