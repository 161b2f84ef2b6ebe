import { localDateOf } from '../domain/calendar.ts'
import type { CyclePlan } from '../domain/cycle.ts'
import { movePlan } from '../domain/cycle-shape.ts'
import { suggestPlan } from '../domain/cycle-template.ts'
import { type CycleTemplate, quarterlyTemplate, shippedTemplates } from '../domain/cycle-templates.ts'
import type { NonWorkingDay } from '../domain/non-working-days.ts'
import type { Person } from '../domain/person.ts'
import { currentForms } from '../domain/shipped-forms.ts'
import { listOwnTemplates } from '../store/cycle-templates.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { usualTimeZone } from './usual-time-zone.ts'

export type Templates = readonly CycleTemplate[]

/** What a new plan starts from. */
export interface PlanStart {
  template: CycleTemplate
  plan: CyclePlan
}

/** HR's own templates first, then those that everybody has. */
export async function usedTemplates(db: Database): Promise<Templates> {
  return [...(await listOwnTemplates(db)), ...shippedTemplates]
}

/**
 * A plan from a template, in the time zone of the newest cycle, or of most people. Days on which nobody works are taken over from
 * the newest cycle that lists some, as far as they are still to come: a company enters its holidays once.
 */
export async function startFrom(
  db: Database,
  people: readonly Person[],
  now: string,
  templates: Templates,
  templateId: string | undefined,
): Promise<PlanStart> {
  const [form] = currentForms()
  if (form === undefined) throw new Error('No form is shipped')
  const cycles = await listCycles(db)
  const timeZone = cycles[0]?.timeZone ?? usualTimeZone(people)
  const template = templates.find((one) => one.templateId === templateId) ?? quarterlyTemplate
  const daysOff = cycles.find(({ nonWorkingDays }) => nonWorkingDays !== undefined)?.nonWorkingDays ?? []
  return {
    template,
    plan: suggestPlan(now, timeZone, form, template, stillToCome(daysOff, localDateOf(now, timeZone))),
  }
}

function stillToCome(days: readonly NonWorkingDay[], today: string): NonWorkingDay[] {
  return days.filter(({ on }) => on >= today)
}

/** A copy of a plan: as it is where its launch is still to come, else launched on the day that the start suggests. */
export function copyOf(model: CyclePlan, { plan }: PlanStart, now: string): CyclePlan {
  const today = localDateOf(now, model.timeZone)
  const copy = model.launchAtLocal.slice(0, 10) > today ? model : movePlan(model, plan.launchAtLocal)
  return { ...copy, formId: plan.formId, formVersion: plan.formVersion }
}
