import { equalBytes } from '../bytes.ts'
import { EMPTY_ROOT } from '../merkle.ts'
import type { KeptCheckpoint, Ledger, LogHead } from './ledger.ts'
import { CHECKPOINT_PATH, type LogObjects } from './log-objects.ts'
import type { LogSigner } from './log-signer.ts'
import { LogTrouble } from './log-trouble.ts'
import { openCheckpoint, type PublishedCheckpoint } from './published-checkpoint.ts'

/** Where the log stands at the beginning of a run. */
export interface Standing {
  head: LogHead
  /** What everybody reads. */
  published: PublishedCheckpoint | undefined
  /** What the table has marked as published: the same, or an older one after a crash. */
  marked: KeptCheckpoint | undefined
}

export interface StandingParts {
  ledger: Ledger
  objects: LogObjects
  signer: LogSigner
  /** The name for a log that is made now. */
  origin: string
}

/**
 * Holds table, bucket and key against each other. Throws LogTrouble when they cannot be parts of one log.
 *
 * All of them only ever grow, the mark in the table after the checkpoint, the checkpoint after the history, the history after
 * the head. Read in this order, an honest sequencer that works beside this one cannot make them look wrong.
 * @param checkAll also what costs more: the listing of the history and the public key, once for each process.
 */
export async function checkStanding(
  { ledger, objects, signer, origin }: StandingParts,
  now: string,
  checkAll: boolean,
): Promise<Standing> {
  const marked = await ledger.newestPublished()
  const object = await objects.read(CHECKPOINT_PATH)
  const newestInHistory = checkAll ? largest(await objects.listHistory()) : undefined
  const endOfBatches = await ledger.endOfBatches()
  const head = await ledger.head()
  if (head === undefined) {
    await refuseIfThereIsALog(ledger, object !== undefined || newestInHistory !== undefined)
    return { head: await createHead(ledger, signer, origin, now), published: undefined, marked: undefined }
  }
  if (checkAll && !equalBytes(await signer.publicKey(), head.publicKey)) {
    throw new LogTrouble(
      'key-changed',
      `The signing key is not the one that ${head.origin} was made with, whose signatures auditors trust. Give the sequencer the old key back (SIGNING_KEY_ARN); a new key needs a new log in a new bucket.`,
    )
  }
  const published = object && {
    ...(await openCheckpoint(head, object.bytes, 'The published checkpoint')),
    note: object.bytes,
    version: object.version,
  }
  checkPublished(head, published, marked)
  if (newestInHistory !== undefined && newestInHistory > head.integratedSize) {
    throw new LogTrouble(
      'history-ahead',
      `The history holds a checkpoint of ${newestInHistory} entries, the table knows of ${head.integratedSize}: LOG/HEAD is older than the bucket. ${RESTORE}`,
    )
  }
  // Two reads are not one instant: what looks wrong is looked at again in a transaction.
  const stands = endOfBatches === head.nextIndex ? 'fits' : await ledger.headAgainstBatches()
  if (stands === 'behind') {
    throw new LogTrouble(
      'batch-ahead',
      `The batches give indices up to ${endOfBatches - 1}, LOG/HEAD would give ${head.nextIndex} away a second time: it is older than the other rows of the trail. ${RESTORE}`,
    )
  }
  if (stands === 'ahead') {
    throw new LogTrouble(
      'batch-missing',
      `LOG/HEAD says that ${head.nextIndex} entries have an index, the batches tell of ${endOfBatches}: batches are gone, or somebody changed the head. ${RESTORE}`,
    )
  }
  return { head, published, marked }
}

const RESTORE =
  'Stop people from writing, then restore the tables to their latest state (point-in-time recovery), as docs/operations.md says under “When the head is behind”. Until then nothing is sealed; what is written meanwhile stands in these tables only.'

function checkPublished(
  head: LogHead,
  published: PublishedCheckpoint | undefined,
  marked: KeptCheckpoint | undefined,
): void {
  if (head.nextIndex < head.integratedSize) {
    throw new LogTrouble(
      'head-broken',
      `LOG/HEAD says that ${head.integratedSize} entries stand in tiles but only ${head.nextIndex} have an index. ${RESTORE}`,
    )
  }
  if (published !== undefined && published.size > head.integratedSize) {
    throw new LogTrouble(
      'bucket-ahead',
      `The published checkpoint counts ${published.size} entries, the table knows of ${head.integratedSize}: LOG/HEAD comes from an old backup. ${RESTORE}`,
    )
  }
  if (published?.size === head.integratedSize && !equalBytes(published.root, head.root)) {
    throw new LogTrouble(
      'root-differs',
      `The published checkpoint and LOG/HEAD both count ${head.integratedSize} entries but have different roots: one of them belongs to another log or was changed. Compare both with what auditors and witnesses hold before anything is restored.`,
    )
  }
  if (marked === undefined) return
  if (published === undefined) {
    throw new LogTrouble(
      'checkpoint-missing',
      `A checkpoint of ${marked.size} entries was published and is gone from the bucket: this is another bucket, or somebody removed it. Restore the latest version of ${CHECKPOINT_PATH}.`,
    )
  }
  if (published.size < marked.size) {
    throw new LogTrouble(
      'checkpoint-rolled-back',
      `The published checkpoint counts ${published.size} entries, though one of ${marked.size} was published before: somebody put an older one in its place. Restore the latest version of ${CHECKPOINT_PATH} and find out who wrote it.`,
    )
  }
  if (published.size === marked.size && !equalBytes(published.root, marked.root)) {
    throw new LogTrouble(
      'root-differs',
      `The published checkpoint of ${published.size} entries is not the one that was published before: its root differs. Find out who wrote it and compare both with what auditors and witnesses hold.`,
    )
  }
}

async function refuseIfThereIsALog(ledger: Ledger, inBucket: boolean): Promise<void> {
  if (inBucket) {
    throw new LogTrouble(
      'head-missing',
      `The bucket holds a published log, of which the table knows nothing: the table was emptied or exchanged. ${RESTORE} A new deployment needs an empty bucket of its own.`,
    )
  }
  if ((await ledger.headAgainstBatches()) === 'behind') {
    throw new LogTrouble('head-missing', `Entries have indices but LOG/HEAD is gone. ${RESTORE}`)
  }
}

async function createHead(
  ledger: Ledger,
  signer: LogSigner,
  origin: string,
  createdAt: string,
): Promise<LogHead> {
  const publicKey = await signer.publicKey()
  const head: LogHead = { nextIndex: 0, integratedSize: 0, root: EMPTY_ROOT, origin, publicKey, createdAt }
  if (await ledger.createHead(head)) return head
  // Another sequencer was quicker.
  const theirs = await ledger.head()
  if (theirs === undefined) throw new Error('The head of the log came and went')
  return theirs
}

const largest = (sizes: readonly number[]): number | undefined =>
  sizes.length === 0 ? undefined : sizes.reduce((a, b) => Math.max(a, b))
