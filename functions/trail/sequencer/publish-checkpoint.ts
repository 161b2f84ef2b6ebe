import { equalBytes, utf8 } from '../bytes.ts'
import { formatCheckpoint } from '../checkpoint.ts'
import { BadNote, signNote } from '../note.ts'
import { checkBundles, checkConsistency, checkRoot, holdAgainst, readerOf } from './extend-log.ts'
import type { KeptCheckpoint, Ledger, LogHead } from './ledger.ts'
import { historyPath, type LogObjects } from './log-objects.ts'
import type { LogSigner } from './log-signer.ts'
import { LogTrouble } from './log-trouble.ts'
import { mergeDelayOf } from './merge-delay.ts'
import { openCheckpoint, type PublishedCheckpoint, readPublished } from './published-checkpoint.ts'

export interface PublishParts {
  ledger: Ledger
  objects: LogObjects
  signer: LogSigner
  /** ms since 1970. */
  now: () => number
}

/** The signer did not sign; the cause says why. The next run tries again. */
export class SigningFailed extends Error {
  override name = 'SigningFailed'
}

export interface Publication {
  published: PublishedCheckpoint
  /** The longest of the entries that were not public before, in ms; undefined when another sequencer published them. */
  mergeDelayMs: number | undefined
}

/**
 * Signs what the head says, and makes it the checkpoint that everybody reads. Every part of it may be done already, by a run
 * that broke off or by another sequencer: each is done once and found the next time.
 * @param published what everybody reads so far.
 */
export async function publishCheckpoint(
  parts: PublishParts,
  head: LogHead,
  published: PublishedCheckpoint | undefined,
): Promise<Publication> {
  const { ledger, objects, now } = parts
  await verifyFromTheBucket(objects, head, published)
  const kept = await signOnce(parts, head)
  const note = utf8(kept.note)
  if ((await objects.putOnce(historyPath(kept.size), note)) === 'exists')
    await holdAgainst(objects, historyPath(kept.size), note)
  const latest = await putForward(objects, head, note, published)
  if (latest.size !== kept.size) return { published: latest, mergeDelayMs: undefined }
  const publishedAt = now()
  const mergeDelayMs = mergeDelayOf(await ledger.batches(published?.size ?? 0, kept.size), publishedAt)
  await ledger.markPublished(kept, new Date(publishedAt).toISOString(), mergeDelayMs)
  return { published: latest, mergeDelayMs }
}

/**
 * What is about to be signed is what stands in the bucket, tiles and entries, and it begins with what was signed last. Looked at
 * here once more: between the commit and this signature may lie a run that died, and a day. Throws LogTrouble.
 */
async function verifyFromTheBucket(
  objects: LogObjects,
  head: LogHead,
  published: PublishedCheckpoint | undefined,
): Promise<void> {
  const read = readerOf(objects)
  await checkRoot(head.integratedSize, head.root, read)
  if (published !== undefined)
    await checkConsistency(published, { size: head.integratedSize, root: head.root }, read)
  await checkBundles(published?.size ?? 0, head.integratedSize, read)
}

async function signOnce(parts: PublishParts, head: LogHead): Promise<KeptCheckpoint> {
  const { ledger, signer, now } = parts
  const { integratedSize: size, root, origin, publicKey } = head
  const kept =
    (await ledger.checkpoint(size)) ??
    (await ledger.keepCheckpoint({
      size,
      root,
      note: await sign(
        signer,
        formatCheckpoint({ origin, size, root }, await sizeBefore(parts, head)),
        origin,
        publicKey,
      ),
      signedAt: new Date(now()).toISOString(),
    }))
  const what = `The checkpoint of ${size} entries that the table keeps`
  const checkpoint = await openCheckpoint(head, kept.note, what)
  if (checkpoint.size === size && equalBytes(checkpoint.root, root)) return kept
  throw new LogTrouble(
    'checkpoint-row-differs',
    `${what} has another size or root than LOG/HEAD: one of the rows was changed. Restore the trail table to its latest state.`,
  )
}

/**
 * The size of the checkpoint that this one follows. Read now: a size is committed only after the one before it was published,
 * but what this run read at its beginning may be older than what another sequencer has published since. Undefined when this
 * size or a later one is published: then this size is signed and kept already, and that note counts.
 */
async function sizeBefore({ objects }: PublishParts, head: LogHead): Promise<number | undefined> {
  const size = (await readPublished(head, objects))?.size ?? 0
  return size < head.integratedSize ? size : undefined
}

async function sign(signer: LogSigner, text: string, name: string, publicKey: Uint8Array): Promise<string> {
  const signing = async (message: Uint8Array) => {
    try {
      return await signer.sign(message)
    } catch (cause) {
      throw new SigningFailed('The signing key did not sign the checkpoint; the next run tries again.', {
        cause,
      })
    }
  }
  try {
    return await signNote(text, { name, publicKey, sign: signing })
  } catch (error) {
    if (!(error instanceof BadNote)) throw error
    throw new LogTrouble(
      'key-changed',
      `What the signing key signs does not verify with the key that ${name} was made with. ${error.message} Give the sequencer the old key back (SIGNING_KEY_ARN); a new key needs a new log in a new bucket.`,
    )
  }
}

/** Each lost race means that another sequencer published; more than a handful at one moment is not possible. */
const MOST_TRIES = 8

/** Makes the note the checkpoint that everybody reads, unless that is as large already. Never goes back. */
async function putForward(
  objects: LogObjects,
  head: LogHead,
  note: Uint8Array,
  known: PublishedCheckpoint | undefined,
): Promise<PublishedCheckpoint> {
  let over = known
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (over === undefined || over.size < head.integratedSize)
      await objects.swapCheckpoint(note, over?.version)
    const there = await readPublished(head, objects)
    if (there !== undefined && there.size > head.integratedSize) return there
    if (there?.size === head.integratedSize) {
      if (equalBytes(there.root, head.root)) return there
      throw new LogTrouble(
        'root-differs',
        `The published checkpoint of ${there.size} entries has another root than the table: somebody else publishes to this bucket. Find out who before the log goes on.`,
      )
    }
    over = there
  }
  throw new Error('The published checkpoint changed under every one of our tries to replace it')
}
