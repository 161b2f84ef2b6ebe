import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { isOpenToChange } from '../domain/plan-change.ts'
import { findCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { planSectionNames, planSections } from './plan-section.ts'
import { sectionPage } from './plan-section-page.tsx'

export const editPlan = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/plan/{section}',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema, section: z.enum(planSectionNames) }),
  query: z.object({
    /** Whom HR looks for, to add or leave out by hand. */
    q: z.string().trim().max(200).default(''),
    saved: z.string().optional(),
  }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    if (!isOpenToChange(cycle)) return redirect(`/hr/cycles/${cycle.cycleId}`)
    return sectionPage(cycle, planSections[params.section], await listPeople(db), now.toISOString(), {
      search: query.q,
      isSaved: query.saved !== undefined,
    })
  },
})
