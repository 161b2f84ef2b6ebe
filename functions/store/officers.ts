import * as z from 'zod'
import { officerSchema } from '../domain/officer.ts'
import { type Database, getRow, putRow, queryAll } from './database.ts'
import { officerKey } from './keys.ts'

/** An account of HR that has signed in here, so that a colleague can be named who is to decide. */
export const knownOfficerSchema = officerSchema.extend({
  email: z.string().optional(),
  seenAt: z.string(),
})
export type KnownOfficer = z.infer<typeof knownOfficerSchema>

/** Notes that somebody of HR has signed in. */
export async function noteOfficer(db: Database, officer: KnownOfficer): Promise<void> {
  const { subject, name, email, seenAt } = officer
  await putRow(db, { ...officerKey(subject), subject, name, email, seenAt })
}

/** Everybody of HR who has ever signed in here, by name. */
export async function listOfficers(db: Database): Promise<KnownOfficer[]> {
  const rows = await queryAll(db, 'OFFICERS', { consistent: true })
  return rows
    .map((row) => knownOfficerSchema.parse(row))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

export async function findOfficer(db: Database, subject: string): Promise<KnownOfficer | undefined> {
  const row = await getRow(db, officerKey(subject))
  return row && knownOfficerSchema.parse(row)
}
