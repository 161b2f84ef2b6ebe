import * as z from 'zod'
import { type Database, queryAll, queryPage } from './database.ts'
import { checkpointKey, LOG_VERIFICATION_KEY, OUTBOX } from './keys.ts'
import { type CheckpointRow, checkpointRowSchema, getTrailRow, listCheckpoints } from './log-state.ts'

/** What the installation itself found when it last verified its whole log. */
export const logVerificationSchema = z.object({
  at: z.string(),
  size: z.int().min(0),
  ok: z.boolean(),
  /** A sentence for what failed first. */
  problem: z.string().nullish(),
})
export type LogVerification = z.infer<typeof logVerificationSchema>

/** Undefined before the first time. */
export async function readVerification(db: Database): Promise<LogVerification | undefined> {
  const row = await getTrailRow(db, LOG_VERIFICATION_KEY)
  return row && logVerificationSchema.parse(row)
}

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

/** What the sequencer wrote down when it refused an entry. */
export const quarantinedSchema = z.object({
  /** The entry's leaf hash, hex. */
  sk: z.string(),
  reason: z.string(),
  sentence: z.string(),
  at: z.string(),
})

/** Entries that are kept out of the log. There should be none, so all are read. */
export async function listQuarantined(
  db: Database,
): Promise<{ leafHash: string; sentence: string; at: string }[]> {
  const rows = await queryAll(db, 'QUARANTINE', { table: 'trail', consistent: true })
  return rows
    .map((row) => quarantinedSchema.parse(row))
    .map(({ sk, sentence, at }) => ({ leafHash: sk, sentence, at }))
}

/** So many checkpoints are looked at for the longest delay: more than a day of one every minute. */
const MOST_CHECKPOINTS = 2_000

export interface MergeDelays {
  lastMs: number | undefined
  longestMs: number | undefined
  /** From when on checkpoints were looked at: `since`, or later where there are very many. */
  since: string
  checkpoints: number
}

/** How long entries took into the log, of the checkpoints since an instant. */
export async function readMergeDelays(db: Database, since: string): Promise<MergeDelays> {
  const looked: CheckpointRow[] = []
  for (let below: number | undefined; looked.length < MOST_CHECKPOINTS; ) {
    const page = await listCheckpoints(db, { limit: 500, ...(below === undefined ? {} : { below }) })
    const within = page.filter(({ signedAt }) => signedAt >= since)
    looked.push(...within)
    below = page.at(-1)?.size
    if (below === undefined || within.length < page.length) break
  }
  const delays = looked.flatMap(({ mergeDelayMs }) => mergeDelayMs ?? [])
  const isCut = looked.length >= MOST_CHECKPOINTS
  return {
    lastMs: delays[0],
    longestMs: delays.length === 0 ? undefined : Math.max(...delays),
    since: isCut ? (looked.at(-1)?.signedAt ?? since) : since,
    checkpoints: looked.length,
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
