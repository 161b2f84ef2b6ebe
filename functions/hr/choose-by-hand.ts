import * as z from 'zod'
import { chooseByHand as choose } from '../domain/choose-by-hand.ts'
import { cycleIdSchema, personIdSchema } from '../domain/ids.ts'
import { changePlan, planOf } from '../domain/plan-change.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { manyOf } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitPlanChange } from './commit-plan-change.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { planSections } from './plan-section.ts'
import { sectionPage } from './plan-section-page.tsx'

/** Adds ticked people to a cycle's selection, or leaves them out of it; saved at once. */
export const chooseByHand = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/plan/people/by-hand',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({
    personIds: manyOf(personIdSchema),
    do: z.enum(['add', 'leave-out', 'forget']),
    q: z.string().max(200).default(''),
  }),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const people = await listPeople(db)
    const known = new Set(people.map(({ personId }) => personId))
    const ticked = body.personIds.filter((id) => known.has(id))
    const committed = await commitPlanChange(dependencies, cycle, (fresh) => {
      const selection = choose(fresh.selection, ticked, body.do)
      if (isRefusal(selection)) return selection
      return changePlan(fresh, { ...planOf(fresh), selection }, 'people', actOf(session, now))
    })
    if (isRefusal(committed)) {
      return sectionPage(cycle, planSections.people, people, now.toISOString(), {
        search: body.q,
        refusal: committed.message,
        status: 409,
      })
    }
    const query = new URLSearchParams({ q: body.q, saved: 'yes' })
    return redirect(`/hr/cycles/${cycle.cycleId}/plan/people?${query}`, {
      data: { selection: committed.selection },
    })
  },
})
