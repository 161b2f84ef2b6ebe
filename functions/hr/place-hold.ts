import * as z from 'zod'
import { placeHold as decideToPlace, HOLD_REASON_LENGTH } from '../domain/legal-hold.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findErasedAt, findPerson } from '../store/people.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitHoldAct } from './commit-hold-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { holdsPage, personParamsSchema } from './show-holds.tsx'

/** One person is enough to keep something; it takes two to let go. */
export const placeHold = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/holds',
  rule: 'hr',
  summary: 'Places a legal hold: while it stands, nothing about the person is erased',
  creates: true,
  data: z.object({ holdId: z.string() }),
  params: personParamsSchema,
  body: z.object({ reason: requiredText({ max: HOLD_REASON_LENGTH }) }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const { personId } = params
    const [person, erasedAt] = await Promise.all([findPerson(db, personId), findErasedAt(db, personId)])
    if (person === undefined && erasedAt === undefined) return notAvailable()
    const holdId = Buffer.from(db.randomBytes(16)).toString('hex')
    const act = { ...officerActOf(session, now), holdId, reason: body.reason }
    const done = await commitHoldAct(db, personId, (holds) => decideToPlace(holds, act))
    return isRefusal(done)
      ? holdsPage(db, session, personId, { refusal: done.message, code: done.code, typed: body })
      : redirect(`/hr/people/${personId}/holds?done=placed`, { data: { holdId } })
  },
  onInvalid: ({ dependencies, session }, { params, typed, errors }) =>
    holdsPage(dependencies.db, session, params.personId, { typed, errors }),
})
