import type { CyclePlan } from '../domain/cycle.ts'
import { checkPlan } from '../domain/cycle-plan.ts'
import { USUAL_DISPUTE_RULES } from '../domain/dispute-rules.ts'
import { planLaunch } from '../domain/launch.ts'
import { readNonWorkingDays, writtenNonWorkingDays } from '../domain/non-working-days.ts'
import type { Person } from '../domain/person.ts'
import type { Selection } from '../domain/selection.ts'
import { currentForms } from '../domain/shipped-forms.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { readSelection, typedSelection } from './selection-form.ts'
import { one } from './typed-form.ts'

export const lastDayFields = [
  'selfDueOn',
  'peerDueOn',
  'ratingDueOn',
  'releaseOn',
  'signDueOn',
  'countersignDueOn',
] as const

type Errors = Record<string, string>

/**
 * Reads the fields of a plan, of whichever of its parts. All that is wrong comes back at once, one sentence per field; the plan is
 * as good as what was typed.
 * @param before the selection so far.
 */
export function readPlanForm(
  typed: TypedForm,
  people: readonly Person[],
  now: string,
  before?: Selection,
): { plan: CyclePlan; errors: FieldErrors } {
  const errors: Errors = {}
  const selection = readSelection(typed, people, errors, before)
  const form = chosenForm(typed, errors)
  const nonWorkingDays = readDaysOff(typed, errors)
  const plan: CyclePlan = {
    name: one(typed, 'name'),
    reviewPeriod: { from: one(typed, 'from'), to: one(typed, 'to') },
    timeZone: one(typed, 'timeZone'),
    launchAtLocal: `${one(typed, 'launchOn')}T${one(typed, 'launchTime')}`,
    dates: Object.fromEntries(lastDayFields.map((field) => [field, one(typed, field)])) as CyclePlan['dates'],
    graceDays: number(typed, 'graceDays', { min: 0, max: 10 }, errors),
    disputes: {
      windowDays: number(typed, 'disputeDays', { min: 1, max: 60 }, errors),
      decisionDays: number(typed, 'decisionDays', { min: 1, max: 60 }, errors),
    },
    ...(nonWorkingDays.length === 0 ? {} : { nonWorkingDays }),
    selection,
    peers: {
      perReview: number(typed, 'perReview', { min: 0, max: 8 }, errors),
      threshold: number(typed, 'threshold', { min: 2, max: 8 }, errors),
      loadCap: number(typed, 'loadCap', { min: 1, max: 30 }, errors),
    },
    reminderDaysBefore: readReminderDays(typed, errors),
    civilHour: number(typed, 'civilHour', { min: 6, max: 19 }, errors),
    ...form,
  }
  // A plan without a name is not looked at any further; its other fields are checked all the same.
  for (const refusal of [...checkPlan(plan, now), ...checkPlan({ ...plan, name: 'Unnamed' }, now)]) {
    // The form has a date and a time where the plan has one local time.
    const field = refusal.field === 'launchAtLocal' ? 'launchOn' : (refusal.field ?? 'form')
    errors[field] ??= refusal.message
  }
  if (!/^\d\d:\d\d$/.test(one(typed, 'launchTime'))) {
    errors.launchTime = 'Enter the time of the launch, such as 09:00.'
    if (/^\d{4}-\d\d-\d\d$/.test(one(typed, 'launchOn'))) delete errors.launchOn
  }
  if (!selectionFields.some((field) => field in errors)) {
    // Who gets which peers does not matter yet, so none are looked for.
    const launch = planLaunch({ selection, peers: { ...plan.peers, perReview: 0 } }, people, String)
    const nobody = launch.problems.find(({ code }) => code === 'nobody-selected')
    if (nobody !== undefined) errors.selectBy = nobody.message
  }
  return { plan, errors: inFormOrder(errors) }
}

const selectionFields = ['selectBy', 'supervisorIds', 'employeeIds', 'hiredFrom', 'hiredTo']

/** The summary above the form names the fields from top to bottom. */
const formOrder: readonly string[] = [
  'name',
  'from',
  'to',
  'form',
  ...selectionFields,
  'timeZone',
  'launchOn',
  'launchTime',
  ...lastDayFields,
  'graceDays',
  'disputeDays',
  'decisionDays',
  'nonWorkingDays',
  'perReview',
  'threshold',
  'loadCap',
  'reminderDays',
  'civilHour',
]

export function inFormOrder(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).sort(([one], [other]) => formOrder.indexOf(one) - formOrder.indexOf(other)),
  )
}

function number(
  typed: TypedForm,
  field: string,
  limits: { min: number; max: number },
  errors: Errors,
): number {
  const text = one(typed, field)
  const value = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN
  if (value >= limits.min && value <= limits.max) return value
  errors[field] = `Enter a whole number from ${limits.min} to ${limits.max}.`
  return limits.min
}

function readReminderDays(typed: TypedForm, errors: Errors): number[] {
  const parts = one(typed, 'reminderDays')
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
  const days = parts.map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : Number.NaN))
  if (days.length > 10 || days.some((day) => !(day <= 30))) {
    errors.reminderDays = 'Enter up to ten numbers from 0 to 30 with commas between them, such as 3, 1, 0.'
    return []
  }
  return [...new Set(days)].sort((a, b) => b - a)
}

function readDaysOff(typed: TypedForm, errors: Errors) {
  const { days, unreadable } = readNonWorkingDays(one(typed, 'nonWorkingDays'))
  const [first] = unreadable
  if (first !== undefined) {
    errors.nonWorkingDays = `“${first.slice(0, 60)}” cannot be read as a day. Write one on each line, the date first: 2027-01-06 Epiphany.`
  }
  return days
}

function chosenForm(typed: TypedForm, errors: Errors) {
  const forms = currentForms()
  const wanted = one(typed, 'form')
  const form = wanted === '' ? forms[0] : forms.find(({ formId }) => formId === wanted)
  if (form === undefined) errors.form = 'Choose one of the forms.'
  return { formId: form?.formId ?? '', formVersion: form?.version ?? 0 }
}

/** A plan as its forms show it. */
export function typedPlan(plan: CyclePlan, people: readonly Person[]): TypedForm {
  return {
    name: plan.name,
    from: plan.reviewPeriod.from,
    to: plan.reviewPeriod.to,
    timeZone: plan.timeZone,
    launchOn: plan.launchAtLocal.slice(0, 10),
    launchTime: plan.launchAtLocal.slice(11, 16),
    ...plan.dates,
    graceDays: String(plan.graceDays),
    disputeDays: String((plan.disputes ?? USUAL_DISPUTE_RULES).windowDays),
    decisionDays: String((plan.disputes ?? USUAL_DISPUTE_RULES).decisionDays),
    nonWorkingDays: writtenNonWorkingDays(plan.nonWorkingDays),
    ...typedSelection(plan.selection, people),
    perReview: String(plan.peers.perReview),
    threshold: String(plan.peers.threshold),
    loadCap: String(plan.peers.loadCap),
    reminderDays: plan.reminderDaysBefore.join(', '),
    civilHour: String(plan.civilHour),
    form: plan.formId,
  }
}

/** What is asked where a plan begins; the rest follows from the template. */
export const templateFields = ['template', 'name', 'timeZone', 'launchOn', 'launchTime'] as const
