import * as z from 'zod'
import { isLocalDate } from '../domain/calendar.ts'
import type { CyclePlan } from '../domain/cycle.ts'
import { planned } from '../domain/cycle-course.ts'
import { draftCycle } from '../domain/cycle-plan.ts'
import { movePlan, planFromShape } from '../domain/cycle-shape.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import type { Person } from '../domain/person.ts'
import { planOf } from '../domain/plan-change.ts'
import type { TypedForm } from '../layout/field-errors.ts'
import { commitCycleChange, findCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { redirect } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { newCyclePage } from './new-cycle.tsx'
import { readPlanForm, typedPlan } from './plan-form.ts'
import { planSections } from './plan-section.ts'
import { copyOf, type PlanStart, startFrom, usedTemplates } from './plan-start.ts'
import { one } from './typed-form.ts'

/**
 * Makes a draft from a template, or from a copy, and a launch. A program may send any other field of a plan with it; what is not
 * sent is as the template says.
 */
export const planCycle = hrRoute({
  method: 'POST',
  path: '/hr/cycles',
  rule: 'hr',
  body: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  answer: async ({ dependencies, session, now }, { body }) => {
    const { db } = dependencies
    const act = actOf(session, now)
    const [people, templates] = await Promise.all([listPeople(db), usedTemplates(db)])
    const cycleId = cycleIdSchema.safeParse(one(body, 'cycleId')).data ?? db.mint.cycleId()
    const start = await startFrom(db, people, act.at, templates, one(body, 'template'))
    const modelId = cycleIdSchema.safeParse(one(body, 'copyOf')).data
    const model = modelId === undefined ? undefined : await findCycle(db, modelId)
    const basis = model === undefined ? start.plan : copyOf(planOf(model), start, act.at)
    const suggested = launchedAs(body, basis, model === undefined ? start : undefined)
    const { typed, read } = readOver(suggested, body, people, act.at)
    if (Object.keys(read.errors).length > 0) {
      return newCyclePage(
        people.length > 0,
        templates,
        start,
        { ...typed, nameTyped: one(body, 'name') },
        read.errors,
        {
          cycleId,
          modelName: model?.name,
        },
      )
    }
    const { disputes } = basis
    const plan = { ...read.plan, ...(disputes === undefined ? {} : { disputes }) }
    const draft = draftCycle(plan, {
      cycleId,
      subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
      at: act.at,
      by: act.by.subject,
    })
    const { before, after, event } = planned(draft, act)
    // Sent twice: the first one made the cycle, and it is there to look at.
    await commitCycleChange(db, before, after, event)
    return redirect(`/hr/cycles/${cycleId}`, { data: { cycleId } })
  },
})

/** The plan on the launch day that was typed, as far as that is a day: all other days follow it. */
function launchedAs(body: TypedForm, basis: CyclePlan, start: PlanStart | undefined): CyclePlan {
  const launchOn = one(body, 'launchOn')
  if (!isLocalDate(launchOn)) return basis
  if (start === undefined) return movePlan(basis, `${launchOn}T${basis.launchAtLocal.slice(11)}`)
  const { formId, formVersion, nonWorkingDays, timeZone } = basis
  return planFromShape(start.template.shape, {
    launchOn,
    timeZone,
    nonWorkingDays,
    form: { formId, version: formVersion },
    title: start.template.title,
  })
}

/** Who is reviewed is chosen on a page of its own: only a program that sends it is told here what is wrong with it. */
function readOver(suggested: CyclePlan, body: TypedForm, people: readonly Person[], now: string) {
  const { name, ...rest } = body
  const isNamed = typeof name === 'string' && name.trim() !== ''
  const typed = { ...typedPlan(suggested, people), ...rest, ...(isNamed ? { name } : {}) }
  const read = readPlanForm(typed, people, now, suggested.selection)
  if ('selectBy' in body) return { typed, read }
  const errors = Object.entries(read.errors).filter(([field]) => !planSections.people.fields.includes(field))
  return {
    typed,
    read: { plan: { ...read.plan, selection: suggested.selection }, errors: Object.fromEntries(errors) },
  }
}
