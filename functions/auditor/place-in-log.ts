import type { Database } from '../store/database.ts'
import { quarantineKey } from '../store/keys.ts'
import { getTrailRow, indexOfLeaf } from '../store/log-state.ts'
import { quarantinedSchema } from '../store/log-watch.ts'
import { fromHex, toBase64 } from '../trail/bytes.ts'
import { verifyInclusion } from '../trail/merkle.ts'
import { BadTile, inclusionProof } from '../trail/tile-tree.ts'
import type { AuditorDependencies } from './auditor-route.ts'
import { MissingFromLog, type NoLog, type PublishedLog, readPublishedLog } from './published-log.ts'

/** What is known of an entry's place in the log, calculated at this moment. */
export type PlaceInLog =
  /** It has no index yet, or no published checkpoint covers it yet. */
  | { state: 'waiting' }
  /** The same, for much longer than the log takes: the sequencer has stopped, or was never told of it. */
  | { state: 'overdue' }
  /** The sequencer refused it and wrote down why. */
  | { state: 'quarantined'; problem: string; at: string }
  /** A proof from the log's tiles leads from the entry to the root of the published, signed checkpoint. */
  | { state: 'included'; index: number; size: number; root: string; proof: number }
  /** It has an index, but the log's tiles do not prove that the entry stands there. */
  | { state: 'disproved'; index: number; problem: string }
  /** The published checkpoint cannot be believed, so nothing proves anything. */
  | { state: 'unbelievable'; problem: string }

export interface LoggedEntry {
  /** Hex, of the entry's own bytes. */
  leafHash: string
  entry: { signedAt: string }
}

/** The log promises a minute. After so long, waiting is no longer what it does. */
export const LATE_MS = 5 * 60_000

/** Answers for many entries of one page: the checkpoint is opened once and each tile read once. */
export interface LogReader {
  published: PublishedLog | NoLog
  placeOf(entry: LoggedEntry): Promise<PlaceInLog>
}

/** Opens the published log for reading. */
export async function openLog(
  dependencies: Pick<AuditorDependencies, 'db' | 'log'>,
  now: Date,
): Promise<LogReader> {
  const published = await readPublishedLog(dependencies)
  return {
    published,
    async placeOf({ leafHash, entry }) {
      const place = await placeOf(dependencies.db, published, leafHash)
      const isLate = now.getTime() - Date.parse(entry.signedAt) > LATE_MS
      return place.state === 'waiting' && isLate ? { state: 'overdue' } : place
    },
  }
}

/** The places of several entries, by their leaf hashes. */
export async function placesOf(
  log: LogReader,
  entries: readonly LoggedEntry[],
): Promise<Map<string, PlaceInLog>> {
  return new Map(
    await Promise.all(entries.map(async (entry) => [entry.leafHash, await log.placeOf(entry)] as const)),
  )
}

async function placeOf(db: Database, published: PublishedLog | NoLog, leafHash: string): Promise<PlaceInLog> {
  const [index, quarantined] = await Promise.all([indexOfLeaf(db, leafHash), findQuarantined(db, leafHash)])
  if (index === undefined) {
    return quarantined === undefined ? { state: 'waiting' } : { state: 'quarantined', ...quarantined }
  }
  if ('state' in published) {
    return published.state === 'empty' ? { state: 'waiting' } : published
  }
  return published.checkpoint.size <= index ? { state: 'waiting' } : prove(published, leafHash, index)
}

async function prove(
  { checkpoint, read }: PublishedLog,
  leafHash: string,
  index: number,
): Promise<PlaceInLog> {
  const { size, root } = checkpoint
  const leaf = fromHex(leafHash)
  try {
    const proof = await inclusionProof(index, size, read)
    return leaf !== undefined && verifyInclusion(index, size, leaf, proof, root)
      ? { state: 'included', index, size, root: toBase64(root), proof: proof.length }
      : {
          state: 'disproved',
          index,
          problem: `The log’s tiles do not lead from this entry, as number ${index}, to the signed root.`,
        }
  } catch (error) {
    // A missing or damaged tile is what this page is there to show.
    if (error instanceof MissingFromLog || error instanceof BadTile)
      return { state: 'disproved', index, problem: error.message }
    throw error
  }
}

async function findQuarantined(db: Database, leafHash: string) {
  const row = await getTrailRow(db, quarantineKey(leafHash))
  if (row === undefined) return undefined
  const { sentence, at, requeuedAt } = quarantinedSchema.parse(row)
  // Put back, it waits like any other.
  return requeuedAt === undefined ? { problem: sentence, at } : undefined
}
