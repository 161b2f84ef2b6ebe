import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import { type Database, toItem } from './database.ts'
import { LOG_VERIFICATION_KEY } from './keys.ts'
import { getTrailRow } from './log-state.ts'

/** What the last verification of the whole log found. */
export const logVerificationSchema = z.object({
  /** ISO instant at which it began. */
  at: z.string(),
  durationMs: z.number(),
  /** Entries that the checkpoint covers; null when there is none that can be believed. */
  size: z.int().min(0).nullable(),
  ok: z.boolean(),
  /** The first thing that does not hold, in a sentence with its place; null when all holds. */
  problem: z.string().nullable(),
  /** How many things do not hold. */
  problems: z.int().min(0),
})
export type LogVerification = z.infer<typeof logVerificationSchema>

/** Undefined until the log was verified for the first time. */
export async function readLogVerification(db: Database): Promise<LogVerification | undefined> {
  const row = await getTrailRow(db, LOG_VERIFICATION_KEY)
  return row && logVerificationSchema.parse(row)
}

export async function saveLogVerification(db: Database, verification: LogVerification): Promise<void> {
  const Item = toItem({ ...LOG_VERIFICATION_KEY, ...verification })
  await db.client.send(new PutItemCommand({ TableName: db.tables.trail, Item }))
}
