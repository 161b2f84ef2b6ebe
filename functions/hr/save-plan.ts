import * as z from 'zod'
import { addWorkingDays, isLocalDate } from '../domain/calendar.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { readNonWorkingDays } from '../domain/non-working-days.ts'
import { changePlan, isOpenToChange, planOf } from '../domain/plan-change.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { findCycle, loadCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitPlanChange } from './commit-plan-change.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { lastDayFields, readPlanForm, typedPlan } from './plan-form.ts'
import {
  errorsOf,
  overlaid,
  planSectionNames,
  planSections,
  stateOfSection,
  withSection,
} from './plan-section.ts'
import { sectionPage } from './plan-section-page.tsx'
import { cyclePage } from './show-cycle.tsx'
import { one } from './typed-form.ts'

const CHANGED_MEANWHILE = 'changed-meanwhile'

/** Saves one part of a plan, or only shows what it would mean. */
export const savePlan = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/plan/{section}',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema, section: z.enum(planSectionNames) }),
  body: z
    .object({
      /** On which state of the part the form builds; GET says it. */
      asOf: z.string().default(''),
      do: z.enum(['save', 'next', 'look', 'count']).default('save'),
    })
    .catchall(z.union([z.string(), z.array(z.string())])),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const section = planSections[params.section]
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const at = now.toISOString()
    if (!isOpenToChange(cycle)) {
      return cyclePage(dependencies, cycle, now, {
        refusal: 'This cycle has been launched or cancelled; its plan stands as it is.',
      })
    }
    const people = await listPeople(db)
    const counted = body.do === 'count' ? withCountedDays(body) : { typed: body, errors: {} }
    const whole = overlaid(typedPlan(planOf(cycle), people), counted.typed, section)
    const read = readPlanForm(whole, people, at, cycle.selection)
    const errors = { ...errorsOf(read.errors, section), ...counted.errors }
    const shown = { typed: counted.typed, errors }
    if (body.do === 'look' || body.do === 'count' || Object.keys(errors).length > 0) {
      return sectionPage(cycle, section, people, at, shown)
    }
    const committed = await commitPlanChange(dependencies, cycle, (fresh) => {
      if (stateOfSection(fresh, section) !== body.asOf) {
        return refuse(CHANGED_MEANWHILE, 'Somebody else has changed this part meanwhile.')
      }
      const plan = withSection(planOf(fresh), read.plan, section)
      return changePlan(fresh, plan, section.title.toLowerCase(), actOf(session, now))
    })
    if (isRefusal(committed)) {
      const stands = await loadCycle(db, cycle.cycleId)
      return sectionPage(stands, section, people, at, {
        ...shown,
        hasConflict: committed.code === CHANGED_MEANWHILE,
        refusal: committed.message,
        status: 409,
      })
    }
    const path = `/hr/cycles/${cycle.cycleId}/plan`
    const next = planSectionNames[planSectionNames.indexOf(section.name) + 1]
    return redirect(
      body.do === 'next' && next !== undefined ? `${path}/${next}` : `${path}/${section.name}?saved=yes`,
      {
        data: { cycleId: cycle.cycleId, section: section.name, asOf: stateOfSection(committed, section) },
      },
    )
  },
})

/** Working days that were typed become the dates that they mean; nothing is saved yet. */
function withCountedDays(typed: TypedForm): { typed: TypedForm; errors: FieldErrors } {
  const launchOn = one(typed, 'launchOn')
  const off = readNonWorkingDays(one(typed, 'nonWorkingDays')).days.map(({ on }) => on)
  const errors: Record<string, string> = {}
  const dates: Record<string, string> = {}
  for (const field of lastDayFields) {
    const days = one(typed, `days-${field}`)
    if (!/^\d{1,3}$/.test(days)) errors[`days-${field}`] = 'Enter a whole number of working days, such as 8.'
    else if (isLocalDate(launchOn)) dates[field] = addWorkingDays(launchOn, Number(days), off)
  }
  return { typed: { ...typed, ...dates, showDays: 'yes' }, errors }
}
