import * as z from 'zod'
import { instantOfLocalTime } from '../domain/calendar.ts'
import type { CyclePlan, ReviewCycle } from '../domain/cycle.ts'
import { checkPlan } from '../domain/cycle-plan.ts'
import { movePlan } from '../domain/cycle-shape.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { changePlan, isOpenToChange, planOf } from '../domain/plan-change.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { calendarDate, clockTime } from '../web/form-field.ts'
import { notAvailable, page, redirect } from '../web/reply.ts'
import { commitPlanChange } from './commit-plan-change.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { ReschedulePage } from './pages/plan/reschedule-page.tsx'
import { lastDayFields } from './plan-form.ts'

const params = z.object({ cycleId: cycleIdSchema })

/** Asks for another launch, and shows what it would move before anything is moved. */
export const showReschedule = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/reschedule',
  rule: 'hr',
  params,
  query: z.object({ launchOn: z.string().max(20).optional(), launchTime: z.string().max(20).optional() }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    if (!isOpenToChange(cycle)) return redirect(`/hr/cycles/${cycle.cycleId}`)
    const [launchOn = '', launchTime = ''] = cycle.launchAtLocal.split('T')
    const typed = { launchOn: query.launchOn ?? launchOn, launchTime: query.launchTime ?? launchTime }
    return reschedulePage(cycle, typed, now.toISOString(), query.launchOn !== undefined)
  },
})

/** Moves the launch, and every day that counts from it. */
export const reschedule = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/reschedule',
  rule: 'hr',
  params,
  body: z.object({
    launchOn: calendarDate,
    launchTime: clockTime,
    /** The launch that the effect was shown for: if somebody has moved it meanwhile, it is shown anew. */
    movedFrom: z.string(),
  }),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const committed = await commitPlanChange(dependencies, cycle, (fresh) => {
      if (fresh.launchAtLocal !== body.movedFrom) {
        return refuse(
          'moved-meanwhile',
          'Somebody else has moved the launch meanwhile. This is how it stands now.',
        )
      }
      const local = `${body.launchOn}T${body.launchTime}`
      const launchAt = instantOfLocalTime(local, fresh.timeZone, 'launchOn')
      if (isRefusal(launchAt)) return launchAt
      const moved = movePlan(planOf(fresh), local)
      const [problem] = checkPlan(moved, now.toISOString())
      return problem ?? changePlan(fresh, moved, 'launch and dates', actOf(session, now))
    })
    if (isRefusal(committed)) {
      const stands = (await findCycle(dependencies.db, params.cycleId)) ?? cycle
      return reschedulePage(stands, body, now.toISOString(), true, committed.message)
    }
    return redirect(`/hr/cycles/${cycle.cycleId}?done=moved`, {
      data: { launchAt: committed.launchAt, dates: committed.dates },
    })
  },
})

function reschedulePage(
  cycle: ReviewCycle,
  typed: { launchOn: string; launchTime: string },
  now: string,
  isAsked: boolean,
  refusal?: string,
) {
  const local = `${typed.launchOn}T${typed.launchTime}`
  const launchAt = instantOfLocalTime(local, cycle.timeZone, 'launchOn')
  const moved = isRefusal(launchAt) ? undefined : movePlan(planOf(cycle), local)
  const problems = isRefusal(launchAt) ? [launchAt] : moved === undefined ? [] : checkPlan(moved, now)
  const errors = isAsked ? problemsByField(problems) : {}
  const effect = moved === undefined || !isAsked || problems.length > 0 ? [] : movesOf(cycle, moved)
  return page(
    <ReschedulePage cycle={cycle} typed={typed} errors={errors} refusal={refusal} effect={effect} />,
    {
      title: 'Move the launch',
      status: refusal === undefined ? 200 : 409,
      back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
      data: {
        movedFrom: cycle.launchAtLocal,
        effect,
        errors,
        ...(refusal === undefined ? {} : { refusal }),
      },
    },
  )
}

function problemsByField(problems: readonly { field?: string; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const { field = 'form', message } of problems) {
    // The page has one field that everything follows from.
    errors[field === 'launchTime' ? field : field === 'form' ? field : 'launchOn'] ??= message
  }
  return errors
}

function movesOf(from: CyclePlan, to: CyclePlan): { field: string; from: string; to: string }[] {
  return [
    { field: 'launchOn', from: from.launchAtLocal, to: to.launchAtLocal },
    ...lastDayFields.map((field) => ({ field, from: from.dates[field], to: to.dates[field] })),
  ]
}
