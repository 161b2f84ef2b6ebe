import * as z from 'zod'
import { settleWait } from '../domain/cycle.ts'
import { requestClose } from '../domain/cycle-course.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { changeWait, findCycle } from '../store/cycles.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { cyclePage } from './show-cycle.tsx'

/** HR ends the cycle without waiting for the missing signatures; they are listed as exceptions. */
export const closeCycleNow = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/close',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({}),
  answer: async ({ dependencies, session, now }, { params }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const act = actOf(session, now)
    const committed = await commitCycleAct(db, params.cycleId, (fresh) => requestClose(fresh, act))
    if (isRefusal(committed) && committed.code !== 'close-requested') {
      return cyclePage(dependencies, cycle, now, { refusal: committed.message, code: committed.code })
    }
    await changeWait(db, params.cycleId, 'signatures', (row) =>
      row.settledAt === undefined ? settleWait(row, { at: act.at, by: 'hr' }) : undefined,
    )
    return redirect(`/hr/cycles/${params.cycleId}?done=close`, { data: { closeRequested: true } })
  },
})
