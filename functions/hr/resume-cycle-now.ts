import * as z from 'zod'
import { resumeCycle } from '../domain/cycle-pause.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { commitCycleChange, findCycle, loadCycle } from '../store/cycles.ts'
import { untilCommitted } from '../store/database.ts'
import { shiftKey } from '../store/keys.ts'
import { movePausedSteps, shiftPut } from '../store/pause-shifts.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { resumePage } from './offer-resume.tsx'

/** A page has fifteen seconds; what is not moved by then the sweep moves within minutes. */
const MOVING_MS = 5000

/** The clocks go on, and what was to come moves by the working days of the pause. */
export const resumeCycleNow = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/resume',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({}),
  answer: async ({ dependencies, session, now }, { params }) => {
    const { db, reportTrouble } = dependencies
    const { cycleId } = params
    const cycle = await findCycle(db, cycleId)
    if (cycle === undefined) return notAvailable()
    const act = actOf(session, now)
    const resumed = await untilCommitted(async (): Promise<number | Refusal | undefined> => {
      const decision = resumeCycle(await loadCycle(db, cycleId), act)
      if (isRefusal(decision)) return decision
      const { before, after, event } = decision
      const done = await commitCycleChange(db, before, after, event, [shiftPut(db, after, act.at)])
      return done ? (after.pauses?.length ?? 0) : undefined
    })
    if (isRefusal(resumed)) {
      // Sent twice: it goes on already.
      if (cycle.pauses !== undefined) return redirect(`/hr/cycles/${cycleId}?done=resumed`)
      return resumePage(cycle, act)
    }
    let left: number | undefined
    try {
      left = await movePausedSteps(db, shiftKey(cycleId, resumed), {
        now: () => act.at,
        until: performance.now() + MOVING_MS,
      })
    } catch (error) {
      reportTrouble('the days of a resumed cycle could not be moved at once; the sweep goes on', error)
    }
    return redirect(`/hr/cycles/${cycleId}?done=resumed`, { data: { resumed: true, stillToMove: left } })
  },
})
