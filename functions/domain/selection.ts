import * as z from 'zod'
import { personIdSchema } from './ids.ts'
import { filterPeople, peopleFilterSchema } from './people-filter.ts'
import type { Person } from './person.ts'

/**
 * Who is reviewed, as a rule that is applied at the launch: everybody who has a supervisor, whole teams, people picked one by one,
 * or a filter, with people whom HR adds and leaves out by hand.
 */
export const selectionSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('everybody'), jobTitle: z.string().optional() }),
  z.object({ by: z.literal('teams'), supervisorIds: z.array(personIdSchema).min(1) }),
  z.object({ by: z.literal('hand'), personIds: z.array(personIdSchema).min(1) }),
  z.object({
    by: z.literal('filter'),
    filter: peopleFilterSchema,
    also: z.array(personIdSchema),
    without: z.array(personIdSchema),
  }),
])
export type Selection = z.infer<typeof selectionSchema>

/** The people whom a selection means now, in the order in which they are given; only people who are there. */
export function selectPeople(selection: Selection, everybody: readonly Person[]): Person[] {
  const active = everybody.filter((person) => person.status === 'active')
  switch (selection.by) {
    case 'everybody':
      return active.filter(
        (person) =>
          person.supervisorId !== null &&
          (selection.jobTitle === undefined || person.jobTitle === selection.jobTitle),
      )
    case 'teams':
      return active.filter(
        (person) => person.supervisorId !== null && selection.supervisorIds.includes(person.supervisorId),
      )
    case 'hand': {
      const wanted = new Set(selection.personIds)
      return active.filter((person) => wanted.has(person.personId))
    }
    case 'filter': {
      const meant = new Set(filterPeople(selection.filter, everybody).map(({ personId }) => personId))
      for (const personId of selection.also) meant.add(personId)
      for (const personId of selection.without) meant.delete(personId)
      return active.filter((person) => meant.has(person.personId))
    }
  }
}

/** How many ids a selection carries: they stand in the cycle's row, which every step reads. */
export function idsCarriedBy(selection: Selection): number {
  switch (selection.by) {
    case 'everybody':
      return 0
    case 'teams':
      return selection.supervisorIds.length
    case 'hand':
      return selection.personIds.length
    case 'filter':
      return selection.also.length + selection.without.length
  }
}
