import * as z from 'zod'
import { personIdSchema } from '../domain/ids.ts'
import { type Person, personSchema } from '../domain/person.ts'
import type { Row } from './database.ts'

/**
 * What is left of a person who is erased: the id, and since when. A row that stands in the way of every write that was planned
 * before, and that no import finds again.
 */
export const tombstoneSchema = z.object({ personId: personIdSchema, erasedAt: z.string() })

/** Undefined for a tombstone: nobody reads a person in it. */
export const personIn = (row: Row): Person | undefined =>
  row.erasedAt === undefined ? personSchema.parse(row) : undefined
