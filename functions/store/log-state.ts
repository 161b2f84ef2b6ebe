import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { type Database, queryAll, queryPage, type Row } from './database.ts'
import { checkpointKey, entryKey, indexKey, type Key, LOG_HEAD_KEY, LOG_STATE_KEY } from './keys.ts'

/** How far the log has come. Only the sequencer writes this row. */
export const logHeadSchema = z.object({
  /** The index that the next entry gets. */
  nextIndex: z.int().min(0),
  /** For how many entries tiles and bundles are written and verified. */
  integratedSize: z.int().min(0),
  /** Root of the tree of `integratedSize`, hex. */
  root: z.string(),
  /** The log's name, in each checkpoint; pinned when the log was made, like the key. */
  origin: z.string(),
  /** Raw Ed25519 public key, 32 bytes, hex. */
  publicKey: z.string(),
  createdAt: z.string(),
})
export type StoredHead = z.infer<typeof logHeadSchema>

/** Why the sequencer does not run, in a word and a sentence, and since when; null when all is well. */
export const logStateSchema = z.object({
  trouble: z.object({ code: z.string(), sentence: z.string(), since: z.string() }).nullable(),
})
export type LogState = z.infer<typeof logStateSchema>

/** A signed checkpoint. `publishedAt` and the merge delay are there once everybody can read it. */
export const checkpointRowSchema = z.object({
  size: z.int().min(0),
  /** Hex. */
  root: z.string(),
  /** The signed note, as it is published. */
  note: z.string(),
  signedAt: z.string(),
  publishedAt: z.string().optional(),
  /** The longest time from an entry's signing to its publication, of the entries that this checkpoint was the first for. */
  mergeDelayMs: z.number().optional(),
})
export type CheckpointRow = z.infer<typeof checkpointRowSchema>

/** An entry as the trail keeps it: its bytes and what stands beside them so that it can be found. */
export const entryRowSchema = z.object({
  /** Canonical JSON; its UTF-8 bytes are the leaf. */
  entry: z.string(),
  eventId: z.string().optional(),
  eventType: z.string().optional(),
  subjectKind: z.string().optional(),
  subjectRef: z.string(),
  subjectSeq: z.int(),
  signedAt: z.string().optional(),
  cycleId: z.string().optional(),
  reviewId: z.string().optional(),
})
export type EntryRow = z.infer<typeof entryRowSchema>

/** A row of the trail, read consistently. */
export async function getTrailRow(db: Database, key: Key): Promise<Row | undefined> {
  const { Item } = await db.client.send(
    new GetItemCommand({ TableName: db.tables.trail, Key: marshall(key), ConsistentRead: true }),
  )
  return Item && unmarshall(Item)
}

/** Undefined until the sequencer ran for the first time. */
export async function readHead(db: Database): Promise<StoredHead | undefined> {
  const row = await getTrailRow(db, LOG_HEAD_KEY)
  return row && logHeadSchema.parse(row)
}

export async function readState(db: Database): Promise<LogState> {
  const row = await getTrailRow(db, LOG_STATE_KEY)
  return row === undefined ? { trouble: null } : logStateSchema.parse(row)
}

/**
 * Signed checkpoints, the newest first.
 * @param page at most `limit`, of those smaller than `below` entries.
 */
export async function listCheckpoints(
  db: Database,
  page: { limit?: number; below?: number } = {},
): Promise<CheckpointRow[]> {
  const options = {
    table: 'trail' as const,
    newestFirst: true,
    consistent: true,
    ...(page.below === undefined ? {} : { skBefore: checkpointKey(page.below).sk }),
  }
  const rows =
    page.limit === undefined
      ? await queryAll(db, 'CHECKPOINT', options)
      : (await queryPage(db, 'CHECKPOINT', { ...options, limit: page.limit })).rows
  return rows.map((row) => checkpointRowSchema.parse(row))
}

/** The newest checkpoint that everybody can read; undefined before the first. */
export async function latestPublishedCheckpoint(
  db: Database,
): Promise<(CheckpointRow & { publishedAt: string }) | undefined> {
  // Behind the newest there is at most a handful that was signed and not yet published.
  for (let below: number | undefined; ; ) {
    const page = await listCheckpoints(db, { limit: 5, ...(below === undefined ? {} : { below }) })
    for (const row of page) if (row.publishedAt !== undefined) return { ...row, publishedAt: row.publishedAt }
    below = page.at(-1)?.size
    if (below === undefined) return undefined
  }
}

/** An entry's place in the log; undefined while it waits. @param leafHash hex. */
export async function indexOfLeaf(db: Database, leafHash: string): Promise<number | undefined> {
  const row = await getTrailRow(db, indexKey(leafHash))
  return row && z.object({ logIndex: z.int().min(0) }).parse(row).logIndex
}

/** @param leafHash hex. */
export async function readEntry(db: Database, leafHash: string): Promise<EntryRow | undefined> {
  const row = await getTrailRow(db, entryKey(leafHash))
  return row && entryRowSchema.parse(row)
}
