import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { type CycleId, cycleIdSchema, type ReviewId, reviewIdSchema } from '../domain/ids.ts'
import { type Review, reviewSchema } from '../domain/review.ts'
import { type Database, getRows, queryAll, queryPage, type Row } from './database.ts'
import { entryKey, type Key, reviewKey } from './keys.ts'

/** What stands beside an entry's bytes, enough to list it and to find the place where it is shown in full. */
const entryLineSchema = z
  .object({
    pk: z.string(),
    eventId: z.string().optional(),
    eventType: z.string(),
    subjectKind: z.string(),
    subjectSeq: z.int().min(0),
    signedAt: z.string(),
    cycleId: cycleIdSchema.optional(),
    reviewId: reviewIdSchema.optional(),
  })
  .transform(({ pk, ...line }) => ({ leafHash: pk.slice(entryKey('').pk.length), ...line }))
export type EntryLine = z.infer<typeof entryLineSchema>

const linesIn = (rows: readonly Row[]): EntryLine[] =>
  rows.flatMap((row) => entryLineSchema.safeParse(row).data ?? [])

/**
 * All entries of a day. The index follows a write within a second or so.
 * @param day `YYYY-MM-DD`, UTC.
 * @param until ISO instant: none that is younger.
 */
export async function listEntriesOfDay(db: Database, day: string, until?: string): Promise<EntryLine[]> {
  const rows = await queryAll(db, day, {
    table: 'trail',
    index: 'byDay',
    names: { pk: 'day', sk: 'signedAt' },
    ...(until === undefined ? {} : { skBetween: [day, until] }),
  })
  return linesIn(rows)
}

/** The entries of one chain. */
export async function listEntriesOfSubject(db: Database, subjectRef: string): Promise<EntryLine[]> {
  const rows = await queryAll(db, subjectRef, {
    table: 'trail',
    index: 'bySubject',
    names: { pk: 'subjectRef', sk: 'subjectSeq' },
  })
  return linesIn(rows)
}

/** More acts than one account's are looked at in one search. */
const MOST_ACTS = 1_000

/**
 * What an account of the console did, as far as the vault still knows it. Accounts only: the vault also knows whom entries of
 * colleagues are about, and that is for nobody to find.
 * @param account the subject that its sign-in service calls it by, to the letter.
 */
export async function listEntriesOfAccount(db: Database, account: string): Promise<EntryLine[]> {
  const { rows } = await queryPage(db, `PERSON#account:${account}`, {
    table: 'vault',
    index: 'byPerson',
    names: { pk: 'sk', sk: 'pk' },
    limit: MOST_ACTS,
  })
  const keys = rows.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
  const openings = await batchGet(db, db.tables.vault, keys)
  const hashes = openings.flatMap(({ entryHash }) => (typeof entryHash === 'string' ? [entryHash] : []))
  return linesIn(await batchGet(db, db.tables.trail, hashes.map(entryKey)))
}

/** The entry with an id, as far as the vault still knows it: of an erased event it knows nothing. */
export async function findEntryOfEvent(db: Database, eventId: string): Promise<EntryLine[]> {
  const { rows } = await queryPage(db, `EVENT#${eventId}`, { table: 'vault', limit: 1 })
  const hashes = rows.flatMap(({ entryHash }) => (typeof entryHash === 'string' ? [entryHash] : []))
  return linesIn(await batchGet(db, db.tables.trail, hashes.map(entryKey)))
}

/** Reviews by their ids; those that are not there are left out. */
export async function findReviews(
  db: Database,
  of: readonly { cycleId: CycleId; reviewId: ReviewId }[],
): Promise<Map<ReviewId, Review>> {
  const keys = new Map(of.map(({ cycleId, reviewId }) => [reviewId, reviewKey(cycleId, reviewId)]))
  const rows = await getRows(db, [...keys.values()])
  return new Map(rows.map((row) => reviewSchema.parse(row)).map((review) => [review.reviewId, review]))
}

async function batchGet(db: Database, table: string, keys: readonly Key[]): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < keys.length; start += 100) {
    let wanted = keys.slice(start, start + 100).map(({ pk, sk }) => marshall({ pk, sk }))
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await db.client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted } } }),
      )
      rows.push(...(Responses?.[table] ?? []).map((item) => unmarshall(item)))
      wanted = UnprocessedKeys?.[table]?.Keys ?? []
    }
  }
  return rows
}
