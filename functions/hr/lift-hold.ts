import * as z from 'zod'
import { liftHold as decideToLift } from '../domain/legal-hold.ts'
import { isRefusal } from '../domain/refusal.ts'
import { nothingMore } from '../web/nothing-more.ts'
import { redirect } from '../web/reply.ts'
import { holdIdSchema } from './ask-to-lift-hold.ts'
import { commitHoldAct } from './commit-hold-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { holdsPage, personParamsSchema } from './show-holds.tsx'

/** The second of two agrees, and the hold is over. */
export const liftHold = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/holds/lift',
  rule: 'hr',
  summary: 'Agrees, as the second of two people, to lift a legal hold',
  needsPerson: true,
  data: nothingMore,
  params: personParamsSchema,
  body: z.object({ holdId: holdIdSchema }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const { personId } = params
    const act = { ...officerActOf(session, now), holdId: body.holdId }
    const done = await commitHoldAct(db, personId, (holds) => decideToLift(holds, act))
    return isRefusal(done)
      ? holdsPage(db, session, personId, { refusal: done.message, code: done.code })
      : redirect(`/hr/people/${personId}/holds?done=lifted`)
  },
})
