import * as z from 'zod'
import { suggestPlan } from '../domain/cycle-template.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import type { Person } from '../domain/person.ts'
import { currentForms } from '../domain/shipped-forms.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { findCycle, listCycles } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { PlanPage } from './pages/plan-page.tsx'
import { typedPlan } from './plan-form.ts'
import { usualTimeZone } from './usual-time-zone.ts'

export const newCycle = hrRoute({
  method: 'GET',
  path: '/hr/cycles/new',
  rule: 'hr',
  /** `from`: a cycle whose plan to start from. */
  query: z.object({ from: cycleIdSchema.optional().catch(undefined) }),
  answer: async ({ dependencies, now }, { query }) => {
    const { db } = dependencies
    const people = await listPeople(db)
    const model = query.from === undefined ? undefined : await findCycle(db, query.from)
    const [form] = currentForms()
    if (form === undefined) throw new Error('No form is shipped')
    const newest = (await listCycles(db))[0]
    const at = now.toISOString()
    const suggestion = suggestPlan(at, model?.timeZone ?? newest?.timeZone ?? usualTimeZone(people), form)
    const { launchAtLocal, dates } = suggestion
    // The days of a plan that lie behind us are of no use to a new one.
    const plan = model && model.launchAt > at ? model : { ...suggestion, ...model, launchAtLocal, dates }
    return planPage(people, typedPlan(plan, people), {}, db.mint.cycleId())
  },
})

/** @param cycleId the id that the cycle will have: a form that is sent twice makes one cycle. */
export function planPage(people: readonly Person[], typed: TypedForm, errors: FieldErrors, cycleId: string) {
  const failed = Object.keys(errors).length > 0
  const active = people.filter((person) => person.status === 'active')
  const teamSizes = new Map<string, number>()
  for (const { supervisorId } of active) {
    if (supervisorId !== null) teamSizes.set(supervisorId, (teamSizes.get(supervisorId) ?? 0) + 1)
  }
  const jobTitles = [...new Set(active.flatMap((person) => person.jobTitle ?? []))].sort()
  return page(
    <PlanPage
      cycleId={cycleId}
      typed={typed}
      errors={errors}
      peopleCount={active.filter((person) => person.supervisorId !== null).length}
      jobTitles={jobTitles}
      supervisors={people
        .filter((person) => teamSizes.has(person.personId))
        .map((person) => ({
          personId: person.personId,
          name: person.name,
          teamSize: teamSizes.get(person.personId) ?? 0,
        }))}
      forms={currentForms().map(({ formId, title }) => ({ value: formId, label: title }))}
    />,
    {
      title: 'Plan a cycle',
      status: failed ? 422 : 200,
      back: { label: 'Cycles', href: '/hr/cycles' },
      ...(failed ? { data: { errors } } : {}),
    },
  )
}
