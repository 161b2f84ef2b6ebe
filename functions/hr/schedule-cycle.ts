import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { schedule } from '../domain/cycle-course.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { ticked } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { rehearse } from './rehearsal.ts'
import { cyclePage } from './show-cycle.tsx'
import { rehearsalPage } from './show-rehearsal.tsx'

/** The row first, the alarm clock second: if the second fails, the page says so and pressing again sets it. */
export const scheduleCycle = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/schedule',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({ withoutThem: ticked }),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    let scheduled: ReviewCycle = cycle
    if (cycle.status === 'scheduled' && cycle.launchAt <= now.toISOString()) {
      return cyclePage(dependencies, cycle, now, {
        code: 'launch-time-passed',
        refusal: 'The launch time has passed, so there is nothing to set. Launch the cycle now instead.',
      })
    }
    if (cycle.status !== 'scheduled') {
      const decision = schedule(cycle, actOf(session, now))
      if (isRefusal(decision))
        return cyclePage(dependencies, cycle, now, { refusal: decision.message, code: decision.code })
      const rehearsal = await rehearse(db, cycle, now.toISOString())
      const refusal = whyNot(rehearsal, body.withoutThem)
      if (refusal !== undefined)
        return rehearsalPage(db, cycle, now, { refusal, code: 'people-left-out', rehearsal })
      const committed = await commitCycleAct(db, params.cycleId, (fresh) =>
        schedule(fresh, actOf(session, now)),
      )
      if (isRefusal(committed))
        return cyclePage(dependencies, cycle, now, { refusal: committed.message, code: committed.code })
      scheduled = committed
    }
    try {
      await (await dependencies.launches()).schedule(scheduled)
    } catch (error) {
      dependencies.reportTrouble('a launch could not be scheduled', error)
      return cyclePage(dependencies, scheduled, now, {
        status: 502,
        code: 'not-set-off',
        refusal:
          'The cycle is marked as scheduled, but its launch could not be set. Press “Set the launch again”.',
      })
    }
    return redirect(`/hr/cycles/${params.cycleId}?done=scheduled`, { data: { status: 'scheduled' } })
  },
})

/** What keeps a cycle from being launched as it is. */
export function whyNot(
  { blocked, excluded }: Awaited<ReturnType<typeof rehearse>>,
  withoutThem: boolean,
): string | undefined {
  if (blocked !== undefined) return blocked.message
  if (excluded.length === 0 || withoutThem) return undefined
  return `${excluded.length === 1 ? 'One person' : `${excluded.length} people`} would be left out. Mend that, or tick “Launch without”.`
}
