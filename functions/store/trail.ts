import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { timeOfEntry } from '../domain/entry-time.ts'
import type { CycleId, ReviewId } from '../domain/ids.ts'
import type { ChainHead } from '../domain/review.ts'
import { INTENT_STATEMENTS, type IntentStatementId } from '../domain/sign-off.ts'
import type { Receipt } from '../domain/step.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { type TrailEntry, trailEntrySchema, type WrittenEntry, writeEntry } from '../trail/entry.ts'
import { type Database, queryAll, type Row, toItem } from './database.ts'
import { entryKey, openingKey, outboxKey } from './keys.ts'

/** Whose chain an entry belongs to. The rows of the trail and the vault carry the ids, so that they can be found by them. */
export type EntrySubject =
  | { kind: 'review'; cycleId: CycleId; reviewId: ReviewId }
  | { kind: 'cycle'; cycleId: CycleId }
  | { kind: 'register' }

/** What a business transaction adds so that it leaves its entry: the writes, the new chain head and the receipt. */
export interface AppendedEntry {
  items: TransactWriteItem[]
  head: ChainHead
  receipt: Receipt
}

/**
 * Prepares an event's entry at the end of a chain. The caller puts `items` into its own transaction together with the row
 * that carries `head`, guarded by that row's version: so no entry without its change, no change without its entry. Two
 * items and one for each person whom the event's personal values are about.
 */
export function appendEntry(
  db: Database,
  event: TrailEvent,
  subject: EntrySubject,
  head: ChainHead,
): AppendedEntry {
  const at = timeOfEntry(head, event.at)
  const written = writeEntry(
    { ...event, at, intentStatement: statementOf(event.intentStatementId) },
    { subjectKind: subject.kind, subjectRef: head.subjectRef, seq: head.seq, prevHash: head.lastHash },
    db.mint.eventId(),
    () => db.randomBytes(32),
  )
  const { kind, ...ids } = subject
  const facts = { eventType: event.type, subjectKind: kind, signedAt: at, day: at.slice(0, 10), ...ids }
  return {
    items: [
      entryPut(db, written, head, facts),
      outboxPut(db, written, head, at),
      ...vaultPuts(db, written, ids),
    ],
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

/** The entry itself, for ever. What stands beside the bytes is for finding them; only the bytes are in the log. */
function entryPut(db: Database, written: WrittenEntry, head: ChainHead, facts: Row): TransactWriteItem {
  return putNew(db.tables.trail, {
    ...entryKey(written.leafHash),
    entry: Buffer.from(written.bytes).toString('utf8'),
    eventId: written.eventId,
    subjectRef: head.subjectRef,
    subjectSeq: head.seq,
    ...facts,
  })
}

/** Tells the sequencer that the entry waits for its place in the log; it takes the row away when it gives the place. */
function outboxPut(db: Database, written: WrittenEntry, head: ChainHead, at: string): TransactWriteItem {
  return putNew(db.tables.trail, { ...outboxKey(at, head.seq, written.leafHash) })
}

function vaultPuts(db: Database, written: WrittenEntry, ids: Row): TransactWriteItem[] {
  const people = Map.groupBy(written.openings, (opening) => opening.about)
  return [...people].map(([about, openings]) =>
    putNew(db.tables.vault, {
      ...openingKey(written.eventId, about),
      entryHash: written.leafHash,
      ...ids,
      fields: Object.fromEntries(openings.map(({ field, value, salt }) => [field, { value, salt }])),
    }),
  )
}

function putNew(TableName: string, row: Row): TransactWriteItem {
  return { Put: { TableName, Item: toItem(row), ConditionExpression: 'attribute_not_exists(pk)' } }
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

/** What an entry says without anything personal: what happened, when, and in which role somebody acted. */
export type EntryFacts = Pick<TrailEntry, 'eventType' | 'meaning' | 'signerRole' | 'signedAt'>

/** A chain's entries in their order, as far as they hold nothing personal. */
export async function listEntryFacts(db: Database, subjectRef: string): Promise<EntryFacts[]> {
  return (await listEntries(db, subjectRef)).map((raw) => trailEntrySchema.parse(JSON.parse(raw)))
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
