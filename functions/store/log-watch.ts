import * as z from 'zod'
import { toHex } from '../trail/bytes.ts'
import { type Database, queryAll, queryPage } from './database.ts'
import { batchKey, checkpointKey, OUTBOX } from './keys.ts'
import { type CheckpointRow, checkpointRowSchema, listCheckpoints, readEntry, readHead } from './log-state.ts'

/** Enough to see that something is wrong; whoever needs more looks at the metrics. */
const MOST_COUNTED = 1_000

/** How many entries wait for their place in the log, up to 1,000, and since when the oldest does. */
export async function countWaiting(
  db: Database,
): Promise<{ count: number; isMore: boolean; oldest: string | undefined }> {
  const { rows, next } = await queryPage(db, OUTBOX, {
    table: 'trail',
    consistent: true,
    limit: MOST_COUNTED,
  })
  const [first] = rows
  return {
    count: rows.length,
    isMore: next !== undefined,
    oldest: first && String(first.sk).slice(0, String(first.sk).indexOf('#')),
  }
}

/**
 * Entries that have a number in the log and stand in no published checkpoint, and when the first of them was signed (undefined
 * where the rows do not tell).
 * @param publishedSize entries that the published checkpoint covers.
 */
export async function countUnpublished(
  db: Database,
  publishedSize: number,
): Promise<{ count: number; oldest: string | undefined }> {
  const head = await readHead(db)
  const count = Math.max(0, (head?.nextIndex ?? 0) - publishedSize)
  if (count === 0) return { count, oldest: undefined }
  const { rows } = await queryPage(db, 'BATCH', {
    table: 'trail',
    consistent: true,
    newestFirst: true,
    skBefore: batchKey(publishedSize + 1).sk,
    limit: 1,
  })
  const batch = numberedSchema.safeParse(rows[0]).data
  if (batch === undefined) return { count, oldest: undefined }
  const at = 32 * (publishedSize - batch.first)
  const entry = await readEntry(db, toHex(batch.hashes.subarray(at, at + 32)))
  return { count, oldest: entry?.signedAt }
}

const numberedSchema = z.object({ first: z.int().min(0), hashes: z.instanceof(Uint8Array) })

/** What the sequencer wrote down when it refused an entry. */
export const quarantinedSchema = z.object({
  /** The entry's leaf hash, hex. */
  sk: z.string(),
  reason: z.string(),
  sentence: z.string(),
  at: z.string(),
  /** It waits for its place again; should it be set aside once more, a new row says so. */
  requeuedAt: z.string().optional(),
})

/** Entries that are kept out of the log. There should be none, so all are read. */
export async function listQuarantined(
  db: Database,
): Promise<{ leafHash: string; sentence: string; at: string }[]> {
  const rows = await queryAll(db, 'QUARANTINE', { table: 'trail', consistent: true })
  return rows
    .map((row) => quarantinedSchema.parse(row))
    .filter(({ requeuedAt }) => requeuedAt === undefined)
    .map(({ sk, sentence, at }) => ({ leafHash: sk, sentence, at }))
}

export interface MergeDelays {
  lastMs: number | undefined
  longestMs: number | undefined
  /** From when on checkpoints were looked at. */
  since: string
  checkpoints: number
}

/** Some 600 bytes each, so that a page stays below DynamoDB's 1 MB. */
const CHECKPOINTS_AT_ONCE = 1_000

/**
 * How long entries took into the log, of all checkpoints since an instant: the longest is the longest. A week of one every
 * minute is ten requests; what is looked at is not kept.
 */
export async function readMergeDelays(
  db: Database,
  since: string,
  atOnce = CHECKPOINTS_AT_ONCE,
): Promise<MergeDelays> {
  const delays: MergeDelays = { lastMs: undefined, longestMs: undefined, since, checkpoints: 0 }
  for (let below: number | undefined; ; ) {
    const page = await listCheckpoints(db, {
      limit: atOnce,
      ...(below === undefined ? {} : { below }),
    })
    const within = page.filter(({ signedAt }) => signedAt >= since)
    for (const { mergeDelayMs } of within) {
      if (mergeDelayMs === undefined) continue
      delays.lastMs ??= mergeDelayMs
      delays.longestMs = Math.max(delays.longestMs ?? 0, mergeDelayMs)
    }
    delays.checkpoints += within.length
    below = page.at(-1)?.size
    if (below === undefined || within.length < page.length) return delays
  }
}

/** The oldest checkpoint that covers an entry; undefined while none does. @param index the entry's place in the log. */
export async function firstCheckpointOver(db: Database, index: number): Promise<CheckpointRow | undefined> {
  const { rows } = await queryPage(db, 'CHECKPOINT', {
    table: 'trail',
    consistent: true,
    skBetween: [checkpointKey(index + 1).sk, checkpointKey(Number.MAX_SAFE_INTEGER).sk],
    limit: 1,
  })
  return rows[0] && checkpointRowSchema.parse(rows[0])
}
