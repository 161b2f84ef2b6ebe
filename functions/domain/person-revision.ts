import * as z from 'zod'
import { type PersonId, personIdSchema } from './ids.ts'
import { comparedFields } from './import-plan.ts'
import type { Person } from './person.ts'

/** One change of a person: what became what, when, by whom, and whether through a file. Kept until the person is erased. */
export const personRevisionSchema = z.object({
  personId: personIdSchema,
  /** The version that the change made. */
  version: z.int().min(2),
  at: z.string(),
  by: z.object({ subject: z.string(), name: z.string().optional() }),
  how: z.enum(['import', 'hand']),
  /** As the person's row has it: a supervisor by person id, null for nothing. */
  changes: z.array(
    z.object({ field: z.enum(comparedFields), from: z.string().nullable(), to: z.string().nullable() }),
  ),
})
export type PersonRevision = z.infer<typeof personRevisionSchema>

export interface RevisingAct {
  at: string
  by: { subject: string; name?: string | undefined }
  how: PersonRevision['how']
}

/** @param after the person with everything changed and the version counted up. */
export function revisionOf(before: Person, after: Person, { at, by, how }: RevisingAct): PersonRevision {
  return {
    personId: after.personId,
    version: after.version,
    at,
    by: { subject: by.subject, ...(by.name === undefined ? {} : { name: by.name }) },
    how,
    changes: comparedFields.flatMap((field) => {
      const [from, to] = [before[field] ?? null, after[field] ?? null]
      return from === to ? [] : { field, from, to }
    }),
  }
}

/** Who supervised somebody, from when to when. */
export interface Supervision {
  supervisorId: PersonId | null
  /** ISO instant; undefined where it is not known, for people from before changes were kept. */
  from: string | undefined
  /** ISO instant; undefined for today's. */
  until: string | undefined
}

/**
 * Who supervised a person when, today's first.
 * @param revisions every change of theirs, the oldest first.
 */
export function supervisionsOf(person: Person, revisions: readonly PersonRevision[]): Supervision[] {
  const supervisions: Supervision[] = []
  let current: Supervision = { supervisorId: person.supervisorId, from: person.addedAt, until: undefined }
  for (const { at, changes } of revisions.toReversed()) {
    const change = changes.find(({ field }) => field === 'supervisorId')
    if (change === undefined) continue
    supervisions.push({ ...current, from: at })
    const before = personIdSchema.nullable().parse(change.from)
    current = { supervisorId: before, from: person.addedAt, until: at }
  }
  return [...supervisions, current]
}
