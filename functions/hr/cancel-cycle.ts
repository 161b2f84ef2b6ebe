import * as z from 'zod'
import { cancel } from '../domain/cycle-course.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { cyclePage } from './show-cycle.tsx'

export const cancelCycle = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/cancel',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({}),
  answer: async ({ dependencies, session, now }, { params }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    if (cycle.status !== 'cancelled') {
      const committed = await commitCycleAct(dependencies.db, params.cycleId, (fresh) =>
        cancel(fresh, actOf(session, now)),
      )
      if (isRefusal(committed))
        return cyclePage(dependencies, cycle, now, { refusal: committed.message, code: committed.code })
    }
    try {
      await (await dependencies.launches()).unschedule(params.cycleId)
    } catch (error) {
      // Harmless: a launch that fires finds the cycle cancelled and does nothing.
      dependencies.reportTrouble('the schedule of a cancelled cycle is still there', error)
    }
    return redirect(`/hr/cycles/${params.cycleId}?done=cancelled`, { data: { status: 'cancelled' } })
  },
})
