import { toHex } from '../bytes.ts'
import { leafHashOf } from '../digest.ts'
import { assignWaiting } from './assign-waiting.ts'
import { checkStanding, type Standing, type StandingParts } from './check-standing.ts'
import { examineEntry } from './examine-entry.ts'
import { extendLog } from './extend-log.ts'
import type { Batch, Ledger, LogHead, Trouble } from './ledger.ts'
import { LogTrouble } from './log-trouble.ts'
import { mergeDelayOf } from './merge-delay.ts'
import { type Publication, publishCheckpoint } from './publish-checkpoint.ts'

/** When nothing was published for so long, a heartbeat is: silence then means that somebody suppresses the log. */
export const HEARTBEAT_AFTER_MS = 24 * 3_600_000

export interface SequencerParts extends StandingParts {
  /** ms since 1970. */
  now: () => number
  limits?: Partial<SequencerLimits>
}

export interface SequencerLimits {
  /** Entries that are published together at most; more make a run's memory and its first publication late. */
  mostPerCheckpoint: number
  /** A run begins nothing new after so long. */
  runMs: number
}

const LIMITS: SequencerLimits = { mostPerCheckpoint: 2_000, runMs: 20_000 }

export interface SequencerReport {
  /** Why the log halts; null when it does not. */
  trouble: Trouble | null
  /** Entries in the published checkpoint. */
  size: number
  /** Checkpoints that this run published. */
  published: number
  /** The longest of the entries that this run published, ms; undefined when it published none. */
  mergeDelayMs: number | undefined
  quarantined: number
  /** How long the oldest entry waits that is not published, ms; 0 when nothing waits. */
  behindMs: number
}

export interface Sequencer {
  /**
   * Brings everything that waits into the published log. Any number of sequencers may run at once and break off anywhere: what
   * is right comes from conditional writes alone. Resolves also when the log must halt; rejects when a service fails, and the
   * next run goes on from there.
   */
  run(): Promise<SequencerReport>
  /**
   * Puts an entry that was set aside back into the outbox, if it can be read now; the next run gives it its place, or sets it
   * aside once more. Answers with a sentence.
   * @param leafHash hex.
   */
  requeue(leafHash: string): Promise<{ requeued: boolean; sentence: string }>
}

/** One for each process: it remembers that the costlier checks were made. */
export function createSequencer(parts: SequencerParts): Sequencer {
  let checkAll = true
  return {
    async run() {
      const report: SequencerReport = {
        trouble: null,
        size: 0,
        published: 0,
        mergeDelayMs: undefined,
        quarantined: 0,
        behindMs: 0,
      }
      const before = await parts.ledger.trouble()
      try {
        const standing = await checkStanding(parts, isoOf(parts.now()), checkAll)
        checkAll = false
        await sequence(parts, standing, report)
      } catch (error) {
        if (!(error instanceof LogTrouble)) throw error
        checkAll = true
        report.trouble = error.trouble
        report.behindMs = await oldestInOutbox(parts)
      }
      if (before?.code !== report.trouble?.code || before?.sentence !== report.trouble?.sentence)
        await parts.ledger.setTrouble(report.trouble, isoOf(parts.now()))
      return report
    },
    requeue: (leafHash) => requeue(parts.ledger, leafHash, isoOf(parts.now())),
  }
}

async function requeue(
  ledger: Ledger,
  leafHash: string,
  at: string,
): Promise<{ requeued: boolean; sentence: string }> {
  const examined = examineEntry(leafHash, (await ledger.entries([leafHash])).get(leafHash))
  if (!examined.sound) return { requeued: false, sentence: `The entry stays aside. ${examined.sentence}` }
  const { signedAt, subjectSeq } = examined.entry
  if (await ledger.putBack({ leafHash, signedAt, subjectSeq }, at))
    return { requeued: true, sentence: 'The entry waits for its place in the log again.' }
  return {
    requeued: false,
    sentence: 'The entry is not set aside: it has its place in the log, waits already, or was never there.',
  }
}

async function sequence(parts: SequencerParts, standing: Standing, report: SequencerReport): Promise<void> {
  const { ledger, now } = parts
  const limits = { ...LIMITS, ...parts.limits }
  const until = now() + limits.runMs
  const known = new Map<string, Uint8Array>()
  let { head, published } = standing
  const note = (publication: Publication) => {
    published = publication.published
    if (publication.mergeDelayMs === undefined) return
    report.published += 1
    report.mergeDelayMs = Math.max(report.mergeDelayMs ?? 0, publication.mergeDelayMs)
  }

  const publishedAt = await finishMark(parts, standing)
  // What an earlier run committed and did not get to publish comes first.
  if (head.integratedSize > (published?.size ?? 0)) note(await publishCheckpoint(parts, head, published))

  let isHeartbeatDue =
    report.published === 0 && ageOf(publishedAt ?? head.createdAt, now()) >= HEARTBEAT_AFTER_MS
  for (;;) {
    const assigned = await assignWaiting(
      ledger,
      head,
      now,
      { mostPending: limits.mostPerCheckpoint, until },
      known,
    )
    head = assigned.head
    report.quarantined += assigned.quarantined.length
    // Whatever follows in that chain cannot go into the log any more; the register must not fall silent.
    if (assigned.quarantined.length > 0) await ledger.renewRegister(assigned.quarantined, isoOf(now()))
    report.behindMs = assigned.oldestWaiting === undefined ? 0 : ageOf(assigned.oldestWaiting, now())
    // Another sequencer may have committed a size since, which it has yet to publish, or never will: before anything is committed
    // behind it, it stands in the history, so that the checkpoints there can name each other without a gap.
    if (head.integratedSize > (published?.size ?? 0)) note(await publishCheckpoint(parts, head, published))
    if (head.nextIndex > head.integratedSize) {
      head = await integrateAndCommit(parts, head, known)
      if (head.integratedSize > (published?.size ?? 0)) note(await publishCheckpoint(parts, head, published))
      isHeartbeatDue = false
    }
    report.size = published?.size ?? 0
    if (isHeartbeatDue) {
      isHeartbeatDue = false
      await ledger.appendHeartbeat(isoOf(now()), isoOf(now() - HEARTBEAT_AFTER_MS))
    } else if (!assigned.isMore && head.nextIndex === head.integratedSize) {
      return
    }
    if (now() >= until) return
  }
}

/**
 * The table learns of a checkpoint that everybody can read already: a run broke off in between.
 * @returns when the published checkpoint was published; undefined before the first.
 */
async function finishMark(
  { ledger, now }: SequencerParts,
  { head, published, marked }: Standing,
): Promise<string | undefined> {
  if (published === undefined || published.size === marked?.size) return marked?.publishedAt
  const kept = await ledger.keepCheckpoint({
    size: published.size,
    root: published.root,
    note: new TextDecoder().decode(published.note),
    signedAt: isoOf(now()),
  })
  if (toHex(kept.root) !== toHex(published.root)) {
    throw new LogTrouble(
      'checkpoint-row-differs',
      `The checkpoint of ${published.size} entries that the table keeps is not the one that ${head.origin} published. Restore the trail table to its latest state.`,
    )
  }
  const publishedAt = now()
  const batches = await ledger.batches(marked?.size ?? 0, published.size)
  await ledger.markPublished(kept, isoOf(publishedAt), mergeDelayOf(batches, publishedAt))
  return isoOf(publishedAt)
}

/** Tiles and bundles for what has an index, verified, and then the head that says so. Returns the head as it is then. */
async function integrateAndCommit(
  { ledger, objects }: SequencerParts,
  head: LogHead,
  known: Map<string, Uint8Array>,
): Promise<LogHead> {
  const batches = await ledger.batches(head.integratedSize, head.nextIndex)
  const hashes = hashesOf(batches, head)
  const bytes = await bytesOf(ledger, hashes, known)
  const { size, root } = await extendLog(objects, head, hashes, bytes)
  for (const hash of hashes) known.delete(hash)
  if (await ledger.commit(head, size, root)) return { ...head, integratedSize: size, root }
  // Another sequencer committed meanwhile, or our own commit's answer was lost and the second try found it done.
  const fresh = await ledger.head()
  if (fresh === undefined)
    throw new LogTrouble('head-missing', 'LOG/HEAD disappeared while the sequencer ran.')
  return fresh
}

function hashesOf(batches: readonly Batch[], head: LogHead): string[] {
  const hashes: string[] = []
  for (const batch of batches) {
    if (batch.first !== head.integratedSize + hashes.length) break
    hashes.push(...batch.hashes)
  }
  if (head.integratedSize + hashes.length === head.nextIndex) return hashes
  throw new LogTrouble(
    'batch-missing',
    `LOG/HEAD says that ${head.nextIndex} entries have an index, but the batches tell only ${head.integratedSize + hashes.length} of them without a gap. Restore the trail table to its latest state.`,
  )
}

async function bytesOf(
  ledger: Ledger,
  hashes: readonly string[],
  known: ReadonlyMap<string, Uint8Array>,
): Promise<Uint8Array[]> {
  const read = await ledger.entries(hashes.filter((hash) => !known.has(hash)))
  return hashes.map((hash) => {
    const bytes = known.get(hash) ?? read.get(hash)
    if (bytes !== undefined && leafHashOf(bytes) === hash) return bytes
    throw new LogTrouble(
      'entry-missing',
      `The entry ${hash} has its place in the log, but its row is gone or changed. Restore ENTRY#${hash} from a backup of the trail table.`,
    )
  })
}

async function oldestInOutbox({ ledger, now }: SequencerParts): Promise<number> {
  const [oldest] = await ledger.waiting(1)
  return oldest === undefined ? 0 : ageOf(oldest.signedAt, now())
}

/** In ms; 0 for what is no instant, as a key that somebody forged may say. */
const ageOf = (instant: string, now: number): number => Math.max(0, now - Date.parse(instant)) || 0
const isoOf = (now: number): string => new Date(now).toISOString()
