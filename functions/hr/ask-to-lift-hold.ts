import * as z from 'zod'
import { askToLift, HOLD_REASON_LENGTH } from '../domain/legal-hold.ts'
import { isRefusal } from '../domain/refusal.ts'
import { requiredText } from '../web/form-field.ts'
import { nothingMore } from '../web/nothing-more.ts'
import { redirect } from '../web/reply.ts'
import { commitHoldAct } from './commit-hold-act.ts'
import { hrRoute, officerActOf } from './hr-route.ts'
import { holdsPage, personParamsSchema } from './show-holds.tsx'

/** Ids of holds are random; which of them stand, the person's row says. */
export const holdIdSchema = z.string().max(64)

/** The first of two who lift a hold. */
export const askToLiftHold = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/holds/ask-to-lift',
  rule: 'hr',
  summary: 'Asks, as the first of two people, to lift a legal hold',
  data: nothingMore,
  params: personParamsSchema,
  body: z.object({
    holdId: holdIdSchema.pipe(z.string().min(1)),
    liftReason: requiredText({ max: HOLD_REASON_LENGTH }),
  }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const { personId } = params
    const act = { ...officerActOf(session, now), holdId: body.holdId, reason: body.liftReason }
    const done = await commitHoldAct(db, personId, (holds) => askToLift(holds, act))
    return isRefusal(done)
      ? holdsPage(db, session, personId, { refusal: done.message, code: done.code, typed: body })
      : redirect(`/hr/people/${personId}/holds?done=asked`)
  },
  onInvalid: ({ dependencies, session }, { params, typed, errors }) =>
    holdsPage(dependencies.db, session, params.personId, {
      typed,
      errors: 'holdId' in errors ? { ...errors, holdId: 'Choose the hold that is over.' } : errors,
    }),
})
