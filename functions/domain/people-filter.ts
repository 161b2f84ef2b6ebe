import * as z from 'zod'
import { type PersonId, personIdSchema } from './ids.ts'
import type { Person } from './person.ts'

/** The facts about people that a filter chooses by; each is what the people file says, word for word. */
export const filterFields = ['department', 'location', 'jobTitle', 'tenure', 'shift'] as const
export type FilterField = (typeof filterFields)[number]

const anyOf = z.array(z.string()).optional()

/**
 * A rule that says who is meant: for each thing that is named, any of its values; all things together. The empty text stands for
 * people of whom the file does not say it. Nothing named: everybody who has a supervisor.
 */
export const peopleFilterSchema = z.object({
  department: anyOf,
  location: anyOf,
  jobTitle: anyOf,
  tenure: anyOf,
  shift: anyOf,
  /** Whose people, directly or, with `andBelow`, on any level. */
  supervisorIds: z.array(personIdSchema).optional(),
  andBelow: z.boolean().optional(),
  /** Hired on these local dates, both included; people without a hire date are left out. */
  hiredFrom: z.string().optional(),
  hiredTo: z.string().optional(),
  /** Hired in this month of any year, 1–12: those who have an anniversary in it. */
  hireMonth: z.int().min(1).max(12).optional(),
})
export type PeopleFilter = z.infer<typeof peopleFilterSchema>

/** Who of these is meant. Active people with a supervisor only: nobody else could be rated. */
export function filterPeople(filter: PeopleFilter, everybody: readonly Person[]): Person[] {
  const isBelow = belowSupervisors(filter, everybody)
  return everybody.filter(
    (person) =>
      person.status === 'active' &&
      person.supervisorId !== null &&
      filterFields.every((field) => isOneOf(filter[field], person[field] ?? '')) &&
      isBelow(person) &&
      isHired(filter, person.hiredOn),
  )
}

function isOneOf(values: readonly string[] | undefined, value: string): boolean {
  return values === undefined || values.length === 0 || values.includes(value)
}

function isHired({ hiredFrom, hiredTo, hireMonth }: PeopleFilter, hiredOn: string | undefined): boolean {
  if (hiredFrom === undefined && hiredTo === undefined && hireMonth === undefined) return true
  if (hiredOn === undefined) return false
  return (
    (hiredFrom === undefined || hiredOn >= hiredFrom) &&
    (hiredTo === undefined || hiredOn <= hiredTo) &&
    (hireMonth === undefined || Number(hiredOn.slice(5, 7)) === hireMonth)
  )
}

function belowSupervisors(
  { supervisorIds = [], andBelow = false }: PeopleFilter,
  everybody: readonly Person[],
): (person: Person) => boolean {
  if (supervisorIds.length === 0) return () => true
  const above = new Set<PersonId>(supervisorIds)
  if (andBelow) {
    const reports = Map.groupBy(everybody, (person) => person.supervisorId)
    // A set visits what is added on the way, and nobody twice: circles end by themselves.
    for (const supervisorId of above) {
      for (const { personId } of reports.get(supervisorId) ?? []) above.add(personId)
    }
  }
  return ({ supervisorId }) => supervisorId !== null && above.has(supervisorId)
}
