import * as z from 'zod'
import { pauseCycle } from '../domain/cycle-pause.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { pausePage } from './offer-pause.tsx'

/** All clocks of the cycle stand from now on. */
export const pauseCycleNow = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/pause',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({ reason: requiredText({ max: 500 }) }),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const act = actOf(session, now)
    const committed = await commitCycleAct(db, params.cycleId, (fresh) =>
      pauseCycle(fresh, { ...act, reason: body.reason }),
    )
    if (isRefusal(committed) && committed.code !== 'paused') return pausePage(cycle, act)
    return redirect(`/hr/cycles/${params.cycleId}?done=paused`, { data: { paused: true } })
  },
  onInvalid: async ({ dependencies, session, now }, { params, typed, errors }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    return cycle === undefined ? notAvailable() : pausePage(cycle, actOf(session, now), { typed, errors })
  },
})
