import * as z from 'zod'
import { INTENT_STATEMENTS } from '../domain/sign-off.ts'
import type { Receipt } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import { readEntry } from '../store/log-state.ts'
import { listOpenings } from '../store/trail.ts'
import type { ParticipantSession } from '../web/sessions.ts'

/** What somebody agreed to when they sent in or signed, and what they wrote beside it. */
export interface ReceiptSaid {
  /** The sentence in full; undefined where the entry names none that is known here. */
  statement: string | undefined
  /** Why they disagree or refuse; undefined where they wrote nothing. */
  comment: string | undefined
}

const namingSchema = z.object({ intentStatement: z.object({ id: z.string() }).nullable() })

/** Read from the entry itself and from what the vault keeps under this very person. */
export async function receiptSaid(
  db: Database,
  { personId }: Pick<ParticipantSession, 'personId'>,
  { eventId, leafHash }: Receipt,
): Promise<ReceiptSaid> {
  const [row, openings] = await Promise.all([readEntry(db, leafHash), listOpenings(db, eventId)])
  const id = row && namingSchema.parse(JSON.parse(row.entry)).intentStatement?.id
  const comment = openings.find(({ about, field }) => about === personId && field === 'comment')?.value
  return {
    statement: id === undefined ? undefined : new Map(Object.entries(INTENT_STATEMENTS)).get(id),
    comment: comment === '' ? undefined : comment,
  }
}
