import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { resumeCycle } from '../domain/cycle-pause.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { notAvailable, page } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { ResumePage } from './pages/pause-page.tsx'

/** Which days would move, and by how much, if the cycle went on now. Nothing is written. */
export const offerResume = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/resume',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  answer: async ({ dependencies, session, now }, { params }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    return cycle === undefined ? notAvailable() : resumePage(cycle, actOf(session, now))
  },
})

export function resumePage(cycle: ReviewCycle, act: ReturnType<typeof actOf>) {
  const decision = resumeCycle(cycle, act)
  const refusal = isRefusal(decision) ? decision.message : undefined
  const after = isRefusal(decision) ? cycle : decision.after
  const workingDays = after.pauses?.at(-1)?.workingDays ?? 0
  return page(<ResumePage cycle={cycle} after={after.dates} workingDays={workingDays} refusal={refusal} />, {
    title: 'Let the cycle go on',
    status: refusal === undefined ? 200 : 409,
    refusal: isRefusal(decision) ? decision : undefined,
    back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
    data: refusal === undefined ? { workingDays, before: cycle.dates, after: after.dates } : { refusal },
  })
}
