import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { planOf } from '../domain/plan-change.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { findCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { NewCyclePage } from './pages/plan/new-cycle-page.tsx'
import { templateFields, typedPlan } from './plan-form.ts'
import { copyOf, type PlanStart, startFrom, type Templates, usedTemplates } from './plan-start.ts'

export const newCycle = hrRoute({
  method: 'GET',
  path: '/hr/cycles/new',
  rule: 'hr',
  query: z.object({
    /** A cycle whose plan to start from. */
    from: cycleIdSchema.optional().catch(undefined),
    template: z.string().max(60).optional(),
  }),
  answer: async ({ dependencies, now }, { query }) => {
    const { db } = dependencies
    const [people, templates] = await Promise.all([listPeople(db), usedTemplates(db)])
    const model = query.from === undefined ? undefined : await findCycle(db, query.from)
    const start = await startFrom(db, people, now.toISOString(), templates, query.template)
    const plan = model === undefined ? start.plan : copyOf(planOf(model), start, now.toISOString())
    const typed = {
      ...typedPlan(plan, people),
      template: start.template.templateId,
      copyOf: model?.cycleId ?? '',
    }
    return newCyclePage(
      people.length > 0,
      templates,
      start,
      typed,
      {},
      {
        cycleId: db.mint.cycleId(),
        modelName: model?.name,
      },
    )
  },
})

/** @param about.cycleId the id that the cycle will have: a form that is sent twice makes one cycle. */
export function newCyclePage(
  hasPeople: boolean,
  templates: Templates,
  start: PlanStart,
  typed: TypedForm,
  errors: FieldErrors,
  about: { cycleId: string; modelName: string | undefined },
) {
  const failed = Object.keys(errors).length > 0
  return page(
    <NewCyclePage
      cycleId={about.cycleId}
      copyOf={about.modelName}
      templates={templates}
      typed={typed}
      errors={errors}
      hasPeople={hasPeople}
    />,
    {
      title: 'Plan a cycle',
      status: failed ? 422 : 200,
      back: { label: 'Cycles', href: '/hr/cycles' },
      data: {
        errors,
        templates: templates.map(({ templateId, name, about }) => ({ templateId, name, about })),
        suggestion: Object.fromEntries(templateFields.map((field) => [field, typed[field] ?? ''])),
        plan: start.plan,
      },
    },
  )
}
