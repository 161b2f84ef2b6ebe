import { isLocalDate } from '../domain/calendar.ts'
import { type PersonId, personIdSchema } from '../domain/ids.ts'
import { filterFields, type PeopleFilter } from '../domain/people-filter.ts'
import type { Person } from '../domain/person.ts'
import type { Selection } from '../domain/selection.ts'
import type { TypedForm } from '../layout/field-errors.ts'
import { many, manyOrBlank, one } from './typed-form.ts'

/** Stands for people of whom the file does not say it: an empty value could not be told from none. */
export const NOT_SAID = '(not said)'

type Errors = Record<string, string>

/**
 * Reads who is reviewed. What is wrong is put into `errors`, by field.
 * @param before the selection so far: people added and left out by hand stay so when the filter changes.
 */
export function readSelection(
  typed: TypedForm,
  people: readonly Person[],
  errors: Errors,
  before?: Selection,
): Selection {
  switch (one(typed, 'selectBy')) {
    case 'filter':
      return {
        by: 'filter',
        filter: readFilter(typed, people, errors),
        also: before?.by === 'filter' ? before.also : [],
        without: before?.by === 'filter' ? before.without : [],
      }
    case 'teams': {
      const supervisorIds = knownPeople(typed, 'supervisorIds', people)
      if (supervisorIds.length === 0) errors.supervisorIds = 'Choose at least one supervisor.'
      return { by: 'teams', supervisorIds }
    }
    case 'hand':
      return readHandPicked(typed, people, errors)
    case 'everybody': {
      const jobTitle = one(typed, 'jobTitle')
      return { by: 'everybody', ...(jobTitle === '' ? {} : { jobTitle }) }
    }
    default:
      errors.selectBy = 'Choose who is reviewed.'
      return { by: 'filter', filter: {}, also: [], without: [] }
  }
}

function readFilter(typed: TypedForm, people: readonly Person[], errors: Errors): PeopleFilter {
  const filter: PeopleFilter = {}
  for (const field of filterFields) {
    const values = manyOrBlank(typed, field)
      .filter((value) => value !== '')
      .map((value) => (value === NOT_SAID ? '' : value))
    if (values.length > 0) filter[field] = values
  }
  const supervisorIds = knownPeople(typed, 'supervisorIds', people)
  if (supervisorIds.length > 0) filter.supervisorIds = supervisorIds
  if (one(typed, 'andBelow') !== '') filter.andBelow = true
  for (const field of ['hiredFrom', 'hiredTo'] as const) {
    const date = one(typed, field)
    if (date === '') continue
    if (isLocalDate(date)) filter[field] = date
    else errors[field] = 'Enter a date as year, month, day, such as 2024-01-31.'
  }
  if ((filter.hiredFrom ?? '') > (filter.hiredTo ?? '9')) {
    errors.hiredTo = 'Nobody is hired until a day before the first one. Correct one of the two.'
  }
  const month = one(typed, 'hireMonth')
  if (/^(?:[1-9]|1[0-2])$/.test(month)) filter.hireMonth = Number(month)
  return filter
}

function knownPeople(typed: TypedForm, field: string, people: readonly Person[]): PersonId[] {
  const known = new Set<string>(people.map((person) => person.personId))
  return many(typed, field).flatMap((id) => {
    const parsed = personIdSchema.safeParse(id)
    return parsed.success && known.has(parsed.data) ? [parsed.data] : []
  })
}

/** The most that one sentence names. */
const MOST_NAMED = 20

function readHandPicked(typed: TypedForm, people: readonly Person[], errors: Errors): Selection {
  const byEmployeeId = new Map(people.map((person) => [person.employeeId, person]))
  const lines = one(typed, 'employeeIds').split(/\r\n|\r|\n/)
  const wanted = [...new Set(lines.map((line) => line.trim()))].filter((line) => line !== '')
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

/** A selection as its form shows it. Whole teams and one job title are shown as the filter that means the same. */
export function typedSelection(selection: Selection, people: readonly Person[]): TypedForm {
  const filter = filterOf(selection)
  const employeeIds = new Map(people.map((person) => [person.personId, person.employeeId]))
  return {
    selectBy: selection.by === 'hand' ? 'hand' : 'filter',
    ...Object.fromEntries(
      filterFields.map((field) => [
        field,
        (filter[field] ?? []).map((value) => (value === '' ? NOT_SAID : value)),
      ]),
    ),
    supervisorIds: filter.supervisorIds ?? [],
    andBelow: filter.andBelow === true ? 'yes' : '',
    hiredFrom: filter.hiredFrom ?? '',
    hiredTo: filter.hiredTo ?? '',
    hireMonth: filter.hireMonth === undefined ? '' : String(filter.hireMonth),
    employeeIds:
      selection.by === 'hand'
        ? selection.personIds.flatMap((personId) => employeeIds.get(personId) ?? []).join('\n')
        : '',
  }
}

function filterOf(selection: Selection): PeopleFilter {
  switch (selection.by) {
    case 'filter':
      return selection.filter
    case 'teams':
      return { supervisorIds: selection.supervisorIds }
    case 'everybody':
      return selection.jobTitle === undefined ? {} : { jobTitle: [selection.jobTitle] }
    case 'hand':
      return {}
  }
}
