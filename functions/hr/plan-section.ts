import { createHash } from 'node:crypto'
import type { CyclePlan, ReviewCycle } from '../domain/cycle.ts'
import { planOf } from '../domain/plan-change.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { lastDayFields } from './plan-form.ts'

export const planSectionNames = ['basics', 'people', 'dates', 'peers', 'reminders'] as const
export type PlanSectionName = (typeof planSectionNames)[number]

/** A part of a plan that is edited on a page of its own. */
export interface PlanSection {
  name: PlanSectionName
  title: string
  /** The fields of its form. */
  fields: readonly string[]
  /** What of the plan it decides. */
  keys: readonly (keyof CyclePlan)[]
}

/** In the order in which HR goes through them. */
export const planSections: Readonly<Record<PlanSectionName, PlanSection>> = {
  basics: {
    name: 'basics',
    title: 'Basics',
    fields: ['name', 'from', 'to', 'form'],
    keys: ['name', 'reviewPeriod', 'formId', 'formVersion'],
  },
  people: {
    name: 'people',
    title: 'People',
    fields: [
      'selectBy',
      'department',
      'location',
      'jobTitle',
      'tenure',
      'shift',
      'supervisorIds',
      'andBelow',
      'hiredFrom',
      'hiredTo',
      'hireMonth',
      'employeeIds',
    ],
    keys: ['selection'],
  },
  dates: {
    name: 'dates',
    title: 'Dates',
    fields: [
      'timeZone',
      'launchOn',
      'launchTime',
      ...lastDayFields,
      'graceDays',
      'disputeDays',
      'decisionDays',
      'nonWorkingDays',
    ],
    keys: ['timeZone', 'launchAtLocal', 'dates', 'graceDays', 'disputes', 'nonWorkingDays'],
  },
  peers: { name: 'peers', title: 'Peers', fields: ['perReview', 'threshold', 'loadCap'], keys: ['peers'] },
  reminders: {
    name: 'reminders',
    title: 'Reminders',
    fields: ['reminderDays', 'civilHour'],
    keys: ['reminderDaysBefore', 'civilHour'],
  },
}

/** The plan with one part taken from another one. */
export function withSection(plan: CyclePlan, changed: CyclePlan, { keys }: PlanSection): CyclePlan {
  const kept = Object.entries(plan).filter(([key]) => !keys.includes(key as keyof CyclePlan))
  const taken = Object.entries(changed).filter(([key]) => keys.includes(key as keyof CyclePlan))
  return Object.fromEntries([...kept, ...taken]) as CyclePlan
}

/** A fingerprint of one part as it is stored: who saves it says on which they built, and is told when it has changed since. */
export function stateOfSection(cycle: ReviewCycle, { keys }: PlanSection): string {
  const plan = planOf(cycle)
  const part = keys.map((key) => [key, plan[key] ?? null])
  return createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 16)
}

/** Whole form: this part as it was typed, everything else as it is stored. A box that is not ticked comes as nothing. */
export function overlaid(stored: TypedForm, typed: TypedForm, { fields }: PlanSection): TypedForm {
  return { ...stored, ...Object.fromEntries(fields.map((field) => [field, typed[field] ?? ''])) }
}

export function errorsOf(errors: FieldErrors, { fields }: PlanSection): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => fields.includes(field)))
}

/** The part in which a field stands; a launch is one field to the rules and two in the form. */
export function sectionOfField(field: string): PlanSectionName {
  if (field === 'launchAtLocal') return 'dates'
  return planSectionNames.find((name) => planSections[name].fields.includes(field)) ?? 'basics'
}

/** The parts in which something needs another look. */
export function sectionsWithErrors(errors: FieldErrors): PlanSectionName[] {
  return planSectionNames.filter((name) => Object.keys(errorsOf(errors, planSections[name])).length > 0)
}
