import * as z from 'zod'
import { launchNow } from '../domain/cycle-course.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { ticked } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { rehearse } from './rehearsal.ts'
import { whyNot } from './schedule-cycle.ts'
import { cyclePage } from './show-cycle.tsx'
import { rehearsalPage } from './show-rehearsal.tsx'

export const launchCycleNow = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/launch-now',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({ withoutThem: ticked }),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    // A launch that broke off after its row was written is taken up where it stopped.
    if (cycle.status !== 'opening') {
      const decision = launchNow(cycle, actOf(session, now))
      if (isRefusal(decision))
        return cyclePage(dependencies, cycle, now, { refusal: decision.message, code: decision.code })
      const rehearsal = await rehearse(db, cycle, now.toISOString())
      const refusal = whyNot(rehearsal, body.withoutThem)
      if (refusal !== undefined)
        return rehearsalPage(db, cycle, now, { refusal, code: 'people-left-out', rehearsal })
      const committed = await commitCycleAct(db, params.cycleId, (fresh) =>
        launchNow(fresh, actOf(session, now)),
      )
      if (isRefusal(committed))
        return cyclePage(dependencies, cycle, now, { refusal: committed.message, code: committed.code })
    }
    try {
      const launches = await dependencies.launches()
      await launches.start(params.cycleId)
      await launches.unschedule(params.cycleId)
    } catch (error) {
      dependencies.reportTrouble('a cycle could not be started', error)
      return cyclePage(dependencies, (await findCycle(db, params.cycleId)) ?? cycle, now, {
        status: 502,
        code: 'not-set-off',
        refusal:
          'The launch has begun but its workflow does not run. Press “Launch now” again; if that does not help, tell whoever runs this installation.',
      })
    }
    return redirect(`/hr/cycles/${params.cycleId}?done=launched`, { data: { status: 'opening' } })
  },
})
