import type { CyclePlan } from '../domain/cycle.ts'
import { checkPlan } from '../domain/cycle-plan.ts'
import { type PersonId, personIdSchema } from '../domain/ids.ts'
import { planLaunch } from '../domain/launch.ts'
import type { Person } from '../domain/person.ts'
import type { Selection } from '../domain/selection.ts'
import { currentForms } from '../domain/shipped-forms.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'

export const lastDayFields = [
  'selfDueOn',
  'peerDueOn',
  'ratingDueOn',
  'releaseOn',
  'signDueOn',
  'countersignDueOn',
] as const

/** Reads the form of a plan. All that is wrong comes back at once, one sentence per field. */
export function readPlanForm(
  typed: TypedForm,
  people: readonly Person[],
  now: string,
): { plan: CyclePlan } | { errors: FieldErrors } {
  const errors: Record<string, string> = {}
  const selection = readSelection(typed, people, errors)
  const form = chosenForm(typed, errors)
  const plan: CyclePlan = {
    name: one(typed, 'name'),
    reviewPeriod: { from: one(typed, 'from'), to: one(typed, 'to') },
    timeZone: one(typed, 'timeZone'),
    launchAtLocal: `${one(typed, 'launchOn')}T${one(typed, 'launchTime')}`,
    dates: Object.fromEntries(lastDayFields.map((field) => [field, one(typed, field)])) as CyclePlan['dates'],
    graceDays: number(typed, 'graceDays', { min: 0, max: 10 }, errors),
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
  if (Object.keys(errors).length > 0) return { errors: inFormOrder(errors) }
  // Who gets which peers does not matter yet, so none are looked for.
  const launch = planLaunch({ selection, peers: { ...plan.peers, perReview: 0 } }, people, String)
  const nobody = launch.problems.find(({ code }) => code === 'nobody-selected')
  return nobody === undefined ? { plan } : { errors: { selectBy: nobody.message } }
}

/** The summary above the form names the fields from top to bottom. */
const formOrder: readonly string[] = [
  'name',
  'from',
  'to',
  'form',
  'selectBy',
  'supervisorIds',
  'employeeIds',
  'timeZone',
  'launchOn',
  'launchTime',
  ...lastDayFields,
  'graceDays',
  'perReview',
  'threshold',
  'loadCap',
  'reminderDays',
  'civilHour',
]

function inFormOrder(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).sort(([one], [other]) => formOrder.indexOf(one) - formOrder.indexOf(other)),
  )
}

/** The last value counts where a field came twice. */
export function one(typed: TypedForm, field: string): string {
  const value = typed[field]
  return (typeof value === 'string' ? value : (value?.at(-1) ?? '')).trim()
}

export function many(typed: TypedForm, field: string): string[] {
  const value = typed[field] ?? []
  return (typeof value === 'string' ? [value] : [...value]).filter((item) => item !== '')
}

function number(
  typed: TypedForm,
  field: string,
  limits: { min: number; max: number },
  errors: Record<string, string>,
): number {
  const text = one(typed, field)
  const value = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN
  if (value >= limits.min && value <= limits.max) return value
  errors[field] = `Enter a whole number from ${limits.min} to ${limits.max}.`
  return limits.min
}

function readReminderDays(typed: TypedForm, errors: Record<string, string>): number[] {
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

function chosenForm(typed: TypedForm, errors: Record<string, string>) {
  const forms = currentForms()
  const wanted = one(typed, 'form')
  const form = wanted === '' ? forms[0] : forms.find(({ formId }) => formId === wanted)
  if (form === undefined) errors.form = 'Choose one of the forms.'
  return { formId: form?.formId ?? '', formVersion: form?.version ?? 0 }
}

function readSelection(
  typed: TypedForm,
  people: readonly Person[],
  errors: Record<string, string>,
): Selection {
  switch (one(typed, 'selectBy')) {
    case 'teams':
      return readTeams(typed, people, errors)
    case 'hand':
      return readHandPicked(typed, people, errors)
    case 'everybody': {
      const jobTitle = one(typed, 'jobTitle')
      return { by: 'everybody', ...(jobTitle === '' ? {} : { jobTitle }) }
    }
    default:
      errors.selectBy = 'Choose who is reviewed.'
      return { by: 'everybody' }
  }
}

function readTeams(typed: TypedForm, people: readonly Person[], errors: Record<string, string>): Selection {
  const known = new Set<string>(people.map((person) => person.personId))
  const supervisorIds = many(typed, 'supervisorIds').flatMap((id) => {
    const parsed = personIdSchema.safeParse(id)
    return parsed.success && known.has(parsed.data) ? [parsed.data] : []
  })
  if (supervisorIds.length === 0) errors.supervisorIds = 'Choose at least one supervisor.'
  return { by: 'teams', supervisorIds }
}

/** The most that one sentence names. */
const MOST_NAMED = 20

function readHandPicked(
  typed: TypedForm,
  people: readonly Person[],
  errors: Record<string, string>,
): Selection {
  const byEmployeeId = new Map(people.map((person) => [person.employeeId, person]))
  const wanted = [
    ...new Set(
      one(typed, 'employeeIds')
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim()),
    ),
  ].filter((line) => line !== '')
  const unknown: string[] = []
  const gone: string[] = []
  const personIds: PersonId[] = []
  for (const employeeId of wanted) {
    const person = byEmployeeId.get(employeeId)
    if (person === undefined) unknown.push(employeeId)
    else if (person.status === 'left') gone.push(`${person.name} (${employeeId})`)
    else personIds.push(person.personId)
  }
  const sentences = [
    unknown.length > 0 && `Nobody has the employee ID ${listed(unknown)}. Correct it, or remove the line.`,
    gone.length > 0 && `${listed(gone)} ${gone.length === 1 ? 'has' : 'have'} left. Remove the line.`,
    wanted.length === 0 && 'Write at least one employee ID, one on each line.',
  ].filter((sentence) => sentence !== false)
  if (sentences.length > 0) errors.employeeIds = sentences.join(' ')
  return { by: 'hand', personIds }
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, MOST_NAMED).map((item) => (item.length > 64 ? `${item.slice(0, 64)}…` : item))
  return items.length > MOST_NAMED
    ? `${shown.join(', ')} and ${items.length - MOST_NAMED} more`
    : shown.join(', ')
}

/** A plan as its form shows it. */
export function typedPlan(plan: CyclePlan, people: readonly Person[]): TypedForm {
  const { selection } = plan
  const employeeIds = new Map(people.map((person) => [person.personId, person.employeeId]))
  return {
    name: plan.name,
    from: plan.reviewPeriod.from,
    to: plan.reviewPeriod.to,
    timeZone: plan.timeZone,
    launchOn: plan.launchAtLocal.slice(0, 10),
    launchTime: plan.launchAtLocal.slice(11, 16),
    ...plan.dates,
    graceDays: String(plan.graceDays),
    selectBy: selection.by,
    jobTitle: selection.by === 'everybody' ? (selection.jobTitle ?? '') : '',
    supervisorIds: selection.by === 'teams' ? selection.supervisorIds : [],
    employeeIds:
      selection.by === 'hand'
        ? selection.personIds.flatMap((personId) => employeeIds.get(personId) ?? []).join('\n')
        : '',
    perReview: String(plan.peers.perReview),
    threshold: String(plan.peers.threshold),
    loadCap: String(plan.peers.loadCap),
    reminderDays: plan.reminderDaysBefore.join(', '),
    civilHour: String(plan.civilHour),
    form: plan.formId,
  }
}
