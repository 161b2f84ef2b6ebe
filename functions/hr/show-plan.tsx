import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { planCalendar } from '../domain/plan-calendar.ts'
import { isOpenToChange, planOf } from '../domain/plan-change.ts'
import { selectPeople } from '../domain/selection.ts'
import { selectionInWords } from '../domain/selection-words.ts'
import { findCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { PlanOverview } from './pages/plan/plan-overview.tsx'
import { readPlanForm, typedPlan } from './plan-form.ts'
import { sectionsWithErrors } from './plan-section.ts'

/** A plan as a calendar, with what still needs a look. */
export const showPlan = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/plan',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({ saved: z.enum(['template']).optional() }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const isOpen = isOpenToChange(cycle)
    const people = await listPeople(db)
    const errors = isOpen
      ? readPlanForm(typedPlan(planOf(cycle), people), people, now.toISOString(), cycle.selection).errors
      : {}
    const calendar = planCalendar(cycle)
    return page(
      <PlanOverview
        cycle={cycle}
        isOpen={isOpen}
        calendar={calendar}
        errors={errors}
        wrong={sectionsWithErrors(errors)}
        people={{
          words: selectionInWords(cycle.selection),
          count: isOpen ? selectPeople(cycle.selection, people).length : cycle.reviewCount,
        }}
        templateSaved={query.saved === 'template'}
      />,
      {
        title: `Plan: ${cycle.name}`,
        wide: true,
        back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
        data: { plan: planOf(cycle), windows: calendar.windows, marks: calendar.marks, errors },
      },
    )
  },
})
