import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { timeOfEntry } from '../domain/entry-time.ts'
import type { ChainHead } from '../domain/review.ts'
import { INTENT_STATEMENTS, type IntentStatementId } from '../domain/sign-off.ts'
import type { Receipt } from '../domain/step.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { type WrittenEntry, writeEntry } from '../trail/entry.ts'
import { type Database, queryAll, toItem } from './database.ts'
import { entryKey, openingKey } from './keys.ts'

/** What a business transaction adds so that it leaves its entry: the writes, the new chain head and the receipt. */
export interface AppendedEntry {
  items: TransactWriteItem[]
  head: ChainHead
  receipt: Receipt
}

/**
 * Prepares an event's entry at the end of a chain. The caller puts `items` into its own transaction together with the row
 * that carries `head`, guarded by that row's version: so no entry without its change, no change without its entry.
 */
export function appendEntry(
  db: Database,
  event: TrailEvent,
  subjectKind: 'review' | 'cycle',
  head: ChainHead,
): AppendedEntry {
  const at = timeOfEntry(head, event.at)
  const written = writeEntry(
    { ...event, at, intentStatement: statementOf(event.intentStatementId) },
    { subjectKind, subjectRef: head.subjectRef, seq: head.seq, prevHash: head.lastHash },
    db.mint.eventId(),
    () => db.randomBytes(32),
  )
  return {
    items: [entryPut(db, written, head), ...vaultPuts(db, written)],
    head: { ...head, seq: head.seq + 1, lastHash: written.leafHash, lastAt: at },
    receipt: {
      eventId: written.eventId,
      leafHash: written.leafHash,
      at,
      meaning: event.meaning,
      recordDigest: event.recordDigest,
    },
  }
}

function statementOf(id: string | null): { id: string; text: string } | null {
  if (id === null) return null
  const text = INTENT_STATEMENTS[id as IntentStatementId]
  if (text === undefined) throw new Error(`There is no intent statement ${id}`)
  return { id, text }
}

function entryPut(db: Database, written: WrittenEntry, head: ChainHead): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.trail,
      Item: toItem({
        ...entryKey(written.leafHash),
        entry: Buffer.from(written.bytes).toString('utf8'),
        subjectRef: head.subjectRef,
        subjectSeq: head.seq,
      }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

function vaultPuts(db: Database, written: WrittenEntry): TransactWriteItem[] {
  const people = Map.groupBy(written.openings, (opening) => opening.about)
  return [...people].map(([about, openings]) => ({
    Put: {
      TableName: db.tables.vault,
      Item: toItem({
        ...openingKey(written.eventId, about),
        fields: Object.fromEntries(openings.map(({ field, value, salt }) => [field, { value, salt }])),
      }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }))
}

/** A chain's raw entries in their order. */
export async function listEntries(db: Database, subjectRef: string): Promise<string[]> {
  const rows = await queryAll(db, subjectRef, {
    table: 'trail',
    index: 'bySubject',
    names: { pk: 'subjectRef', sk: 'subjectSeq' },
  })
  return rows.map((row) => String(row.entry))
}

/** The values that the vault still holds for an event, each with its salt (hex) and whom it is about. */
export async function listOpenings(
  db: Database,
  eventId: string,
): Promise<{ about: string; field: string; value: string; salt: string }[]> {
  const rows = await queryAll(db, `EVENT#${eventId}`, { table: 'vault' })
  return rows.flatMap((row) => {
    const about = String(row.sk).slice('PERSON#'.length)
    const fields = row.fields as Record<string, { value: string; salt: string }>
    return Object.entries(fields).map(([field, { value, salt }]) => ({ about, field, value, salt }))
  })
}
