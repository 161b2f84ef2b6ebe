import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { pauseCycle, pauseEndsAt } from '../domain/cycle-pause.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { findCycle } from '../store/cycles.ts'
import { notAvailable, page } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { PausePage } from './pages/pause-page.tsx'

/** What pausing the whole cycle would do. Nothing is written. */
export const offerPause = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/pause',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  answer: async ({ dependencies, session, now }, { params }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    return cycle === undefined ? notAvailable() : pausePage(cycle, actOf(session, now))
  },
})

export function pausePage(
  cycle: ReviewCycle,
  act: ReturnType<typeof actOf>,
  shown: { typed: TypedForm; errors: FieldErrors } = { typed: {}, errors: {} },
) {
  const decision = pauseCycle(cycle, { ...act, reason: '' })
  const refusal = isRefusal(decision) ? decision.message : undefined
  const endsAt = isRefusal(decision) ? '' : (pauseEndsAt(decision.after) ?? '')
  return page(<PausePage cycle={cycle} endsAt={endsAt} refusal={refusal} {...shown} />, {
    title: 'Pause the cycle',
    status: refusal === undefined ? (Object.keys(shown.errors).length > 0 ? 422 : 200) : 409,
    refusal: isRefusal(decision) ? decision : undefined,
    back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
    data: refusal === undefined ? { pause: { endsByItselfAt: endsAt }, errors: shown.errors } : { refusal },
  })
}
