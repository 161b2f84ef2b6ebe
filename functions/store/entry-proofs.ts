import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import type { S3Client } from '@aws-sdk/client-s3'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { fromHex, utf8 } from '../trail/bytes.ts'
import { BadCheckpoint, type Checkpoint, parseCheckpoint } from '../trail/checkpoint.ts'
import { leafHashOf } from '../trail/digest.ts'
import { leafHash, verifyInclusion } from '../trail/merkle.ts'
import { BadNote, formatVkey, openNote, parseVkey } from '../trail/note.ts'
import { formatProofFile } from '../trail/proof-file.ts'
import { BadTile, inclusionProof, type ReadPath } from '../trail/tile-tree.ts'
import type { Database } from './database.ts'
import { indexKey, type Key } from './keys.ts'
import { readLogObject } from './log-objects.ts'
import { latestPublishedCheckpoint, readHead } from './log-state.ts'

/** Where the published log lies. */
export interface LogStore {
  client: S3Client
  bucket: string
}

export type EntryProofs =
  | {
      state: 'proven'
      /** The log's key as text. */
      vkey: string
      /** The signed note that all proofs lead to. */
      note: string
      checkpoint: Checkpoint
      /** A `.tlog-proof` for each entry, in the order in which they were given. */
      proofs: string[]
    }
  /** At least one of them is in no published checkpoint yet. */
  | { state: 'waiting'; leafHashes: string[] }
  /** The log does not bear them out; a sentence. */
  | { state: 'disproved'; problem: string }

/** How many proofs are worked on at once; most of the tiles are shared. */
const AT_ONCE = 16

/**
 * Proofs for entries, all of them to the newest published checkpoint or none. Each is verified here before it is given
 * away.
 * @param raws the entries' own texts.
 */
export async function proveEntries(
  db: Database,
  log: LogStore,
  raws: readonly string[],
): Promise<EntryProofs> {
  const hashes = raws.map((raw) => leafHashOf(utf8(raw)))
  const [head, newest] = await Promise.all([readHead(db), latestPublishedCheckpoint(db)])
  if (head === undefined || newest === undefined) return { state: 'waiting', leafHashes: hashes }
  const indices = await indicesOfLeaves(db, hashes)
  const waiting = hashes.filter((hash) => (indices.get(hash) ?? newest.size) >= newest.size)
  if (waiting.length > 0) return { state: 'waiting', leafHashes: waiting }
  try {
    const publicKey = fromHex(head.publicKey)
    if (publicKey === undefined) throw new BadNote('The stored public key of the log is not hex.')
    const vkey = formatVkey(head.origin, publicKey)
    const checkpoint = parseCheckpoint((await openNote(newest.note, [parseVkey(vkey)])).text)
    const read = readOnce(log)
    const proofs: string[] = []
    for (let start = 0; start < raws.length; start += AT_ONCE) {
      const group = raws.slice(start, start + AT_ONCE).map(async (raw, at) => {
        const index = indices.get(hashes[start + at] ?? '') ?? -1
        const proof = await inclusionProof(index, checkpoint.size, read)
        if (!verifyInclusion(index, checkpoint.size, leafHash(utf8(raw)), proof, checkpoint.root))
          throw new Disproved(
            `The log’s tiles do not lead from the entry with the fingerprint ${hashes[start + at]}, number ${index}, to the root that was signed.`,
          )
        return formatProofFile({ index, proof, checkpoint: newest.note })
      })
      proofs.push(...(await Promise.all(group)))
    }
    return { state: 'proven', vkey, note: newest.note, checkpoint, proofs }
  } catch (error) {
    if (
      error instanceof Disproved ||
      error instanceof BadNote ||
      error instanceof BadCheckpoint ||
      error instanceof BadTile
    )
      return { state: 'disproved', problem: error.message }
    throw error
  }
}

class Disproved extends Error {
  override name = 'Disproved'
}

function readOnce({ client, bucket }: LogStore): ReadPath {
  const objects = new Map<string, Promise<Uint8Array>>()
  const fetch = async (path: string) => {
    const bytes = await readLogObject(client, bucket, path)
    if (bytes === undefined) throw new Disproved(`The log has no ${path}, although its checkpoint needs it.`)
    return bytes
  }
  return (path) => {
    const found = objects.get(path) ?? fetch(path)
    objects.set(path, found)
    return found
  }
}

const indexRowSchema = z.object({ pk: z.string(), logIndex: z.int().min(0) })

/** The places of entries in the log, by their hashes (hex); those that still wait are left out. */
export async function indicesOfLeaves(
  db: Database,
  leafHashes: readonly string[],
): Promise<Map<string, number>> {
  const table = db.tables.trail
  const indices = new Map<string, number>()
  const keys = [...new Set(leafHashes)].map(indexKey)
  for (let start = 0; start < keys.length; start += 100) {
    let wanted = keys.slice(start, start + 100).map((key: Key) => marshall({ ...key }))
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await db.client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
      )
      for (const item of Responses?.[table] ?? []) {
        const { pk, logIndex } = indexRowSchema.parse(unmarshall(item))
        indices.set(pk.slice('INDEX#'.length), logIndex)
      }
      wanted = UnprocessedKeys?.[table]?.Keys ?? []
    }
  }
  return indices
}

/** Which of these entries (by their hashes, hex) a published checkpoint covers, so that they can be proven. */
export async function whichCanBeProven(db: Database, leafHashes: readonly string[]): Promise<Set<string>> {
  if (leafHashes.length === 0) return new Set()
  const [newest, indices] = await Promise.all([
    latestPublishedCheckpoint(db),
    indicesOfLeaves(db, leafHashes),
  ])
  const size = newest?.size ?? 0
  return new Set([...indices].filter(([, index]) => index < size).map(([hash]) => hash))
}
