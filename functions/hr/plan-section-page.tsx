import type { CyclePlan, ReviewCycle } from '../domain/cycle.ts'
import { workingDaysOf } from '../domain/cycle-shape.ts'
import type { Person } from '../domain/person.ts'
import { planCalendar } from '../domain/plan-calendar.ts'
import { planOf } from '../domain/plan-change.ts'
import { currentForms } from '../domain/shipped-forms.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { MonthCalendar } from '../layout/month-calendar.tsx'
import { page } from '../web/reply.ts'
import { PeersPreview } from './pages/plan/peers-preview.tsx'
import { PeopleFields } from './pages/plan/people-fields.tsx'
import { PeoplePreview } from './pages/plan/people-preview.tsx'
import {
  BasicsFields,
  DatesFields,
  type FieldsProps,
  PeersFields,
  planFieldNames,
  RemindersFields,
} from './pages/plan/plan-fields.tsx'
import { RemindersPreview } from './pages/plan/reminders-preview.tsx'
import { type PlanConflict, SectionPage } from './pages/plan/section-page.tsx'
import { lastDayFields, readPlanForm, typedPlan } from './plan-form.ts'
import { choicesFor, previewPeers, previewPeople, previewReminders } from './plan-previews.ts'
import {
  errorsOf,
  overlaid,
  type PlanSection,
  planSectionNames,
  sectionsWithErrors,
  stateOfSection,
  withSection,
} from './plan-section.ts'
import { many, one } from './typed-form.ts'

export interface SectionShown {
  /** What was typed into the part; what is stored where nothing was. */
  typed?: TypedForm
  errors?: FieldErrors
  search?: string
  isSaved?: boolean
  /** Somebody else has changed the part since this person opened it. */
  hasConflict?: boolean
  refusal?: string
  status?: number
}

const leads: Readonly<Record<PlanSection['name'], string>> = {
  basics: 'What the cycle is called, which days it judges, and with which form.',
  people: 'Who is reviewed. Everybody is rated by their supervisor; colleagues follow by themselves.',
  dates: 'When it is launched, and until when each step has to be done.',
  peers: 'How many colleagues write about each person, and when what they wrote may be shown.',
  reminders: 'When people are reminded of what still waits for them.',
}

const looks: Readonly<Record<PlanSection['name'], string | undefined>> = {
  basics: undefined,
  people: 'Show who that is',
  dates: 'Show the calendar',
  peers: 'Count who gets how many',
  reminders: 'Show the dates',
}

/** A part of a plan: as it is stored, or as it was typed and what that would mean. */
export function sectionPage(
  cycle: ReviewCycle,
  section: PlanSection,
  people: readonly Person[],
  now: string,
  shown: SectionShown,
) {
  const stored = typedPlan(planOf(cycle), people)
  const typed =
    shown.typed === undefined ? stored : { ...shown.typed, ...overlaid(stored, shown.typed, section) }
  const read = readPlanForm(typed, people, now, cycle.selection)
  const plan = shown.typed === undefined ? planOf(cycle) : withSection(planOf(cycle), read.plan, section)
  const errors = shown.errors ?? {}
  const isSound = Object.keys(errorsOf(read.errors, section)).length === 0
  const wrong = sectionsWithErrors(readPlanForm(stored, people, now, cycle.selection).errors)
  const preview = isSound
    ? previewOf(section, cycle, plan, people, shown.search ?? '')
    : { data: {}, content: null }
  const isLast = section.name === planSectionNames.at(-1)
  return page(
    <SectionPage
      cycleId={cycle.cycleId}
      status={cycle.status}
      section={section.name}
      lead={leads[section.name]}
      asOf={stateOfSection(cycle, section)}
      errors={errors}
      wrong={wrong}
      conflicts={shown.hasConflict === true ? conflictsBetween(stored, typed, section, people) : []}
      isSaved={shown.isSaved ?? false}
      refusal={shown.refusal}
      isLast={isLast}
      look={looks[section.name]}
      canCount={section.name === 'dates'}
      fields={fieldsOf(section, { typed, errors }, plan, people)}
      preview={preview.content}
    />,
    {
      title: `${section.title}: ${cycle.name}`,
      status: shown.status ?? (Object.keys(errors).length > 0 ? 422 : 200),
      wide: section.name === 'dates' || section.name === 'people',
      back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
      data: {
        cycleId: cycle.cycleId,
        section: section.name,
        asOf: stateOfSection(cycle, section),
        fields: Object.fromEntries(section.fields.map((field) => [field, typed[field] ?? ''])),
        errors,
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
        ...preview.data,
      },
    },
  )
}

function fieldsOf(section: PlanSection, props: FieldsProps, plan: CyclePlan, people: readonly Person[]) {
  switch (section.name) {
    case 'basics': {
      const forms = currentForms().map(({ formId, title }) => ({ value: formId, label: title }))
      return <BasicsFields {...props} forms={forms} />
    }
    case 'people':
      return <PeopleFields {...props} choices={choicesFor(people)} />
    case 'dates':
      return <DatesFields {...props} workingDays={workingDaysTyped(props.typed, plan)} />
    case 'peers':
      return <PeersFields {...props} />
    case 'reminders':
      return <RemindersFields {...props} />
  }
}

/** As typed, else as the dates give them; nothing where a date is none. */
function workingDaysTyped(typed: TypedForm, plan: CyclePlan): Record<string, string> {
  const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text)
  const canCount = [
    ...lastDayFields.map((field) => plan.dates[field]),
    plan.launchAtLocal.slice(0, 10),
  ].every(isDate)
  const counted = canCount ? safely(() => workingDaysOf(plan)) : undefined
  return Object.fromEntries(
    lastDayFields.map((field) => [
      field,
      one(typed, `days-${field}`) || (counted === undefined ? '' : String(counted[field])),
    ]),
  )
}

/** A date such as 30 February looks like one and is none. */
function safely<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function previewOf(
  section: PlanSection,
  cycle: ReviewCycle,
  plan: CyclePlan,
  people: readonly Person[],
  search: string,
) {
  switch (section.name) {
    case 'basics':
      return { data: {}, content: null }
    case 'people': {
      const preview = previewPeople(cycle.cycleId, plan, people, search)
      return {
        data: { count: preview.count, first: preview.first, leftOut: preview.leftOut, found: preview.found },
        content: <PeoplePreview {...preview} />,
      }
    }
    case 'dates': {
      const calendar = planCalendar(plan)
      return {
        data: { windows: calendar.windows, marks: calendar.marks },
        content: <MonthCalendar calendar={calendar} />,
      }
    }
    case 'peers': {
      const preview = previewPeers(cycle, plan, people)
      return {
        data: { getting: preview.getting, giving: preview.giving },
        content: <PeersPreview {...preview} />,
      }
    }
    case 'reminders': {
      const days = previewReminders(plan)
      return { data: { days }, content: <RemindersPreview hour={plan.civilHour} days={days} /> }
    }
  }
}

function conflictsBetween(
  stored: TypedForm,
  typed: TypedForm,
  { fields }: PlanSection,
  people: readonly Person[],
): PlanConflict[] {
  const names = new Map<string, string>(people.map(({ personId, name }) => [personId, name]))
  const said = (form: TypedForm, field: string) =>
    many(form, field)
      .map((value) => names.get(value) ?? value)
      .join(', ') || 'nothing'
  return fields.flatMap((field) => {
    const [theirs, yours] = [said(stored, field), said(typed, field)]
    return theirs === yours ? [] : [{ field: planFieldNames[field] ?? field, theirs, yours }]
  })
}
