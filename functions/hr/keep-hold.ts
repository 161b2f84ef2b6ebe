import * as z from 'zod'
import { keepHold as decideToKeep } from '../domain/legal-hold.ts'
import { isRefusal } from '../domain/refusal.ts'
import { nothingMore } from '../web/nothing-more.ts'
import { redirect } from '../web/reply.ts'
import { holdIdSchema } from './ask-to-lift-hold.ts'
import { commitHoldAct } from './commit-hold-act.ts'
import { hrRoute } from './hr-route.ts'
import { holdsPage, personParamsSchema } from './show-holds.tsx'

/** Whoever asked thinks better of it, or the second person does not agree: the hold goes on. */
export const keepHold = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/holds/keep',
  rule: 'hr',
  summary: 'Takes back that a legal hold should be lifted',
  data: nothingMore,
  params: personParamsSchema,
  body: z.object({ holdId: holdIdSchema }),
  answer: async ({ dependencies: { db }, session }, { params, body }) => {
    const { personId } = params
    const done = await commitHoldAct(db, personId, (holds) => decideToKeep(holds, body))
    return isRefusal(done)
      ? holdsPage(db, session, personId, { refusal: done.message, code: done.code })
      : redirect(`/hr/people/${personId}/holds?done=kept`)
  },
})
