import * as z from 'zod'
import { settleWait } from '../domain/cycle.ts'
import { requestRelease } from '../domain/cycle-course.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { changeWait, findCycle } from '../store/cycles.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { cyclePage } from './show-cycle.tsx'

/** HR goes on without waiting for the missing ratings and the release day. */
export const releaseResultsNow = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/release',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({}),
  answer: async ({ dependencies, session, now }, { params }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const act = actOf(session, now)
    const committed = await commitCycleAct(db, params.cycleId, (fresh) => requestRelease(fresh, act))
    // Asked for before: the waits below may still lack it, if that time broke off between the writes.
    if (isRefusal(committed) && committed.code !== 'release-requested') {
      return cyclePage(dependencies, cycle, now, { refusal: committed.message, code: committed.code })
    }
    for (const wait of ['ratings', 'releaseDate'] as const) {
      await changeWait(db, params.cycleId, wait, (row) =>
        row.settledAt === undefined ? settleWait(row, { at: act.at, by: 'hr' }) : undefined,
      )
    }
    return redirect(`/hr/cycles/${params.cycleId}?done=release`, { data: { releaseRequested: true } })
  },
})
