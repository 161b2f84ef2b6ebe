import { findLogObject, readLogObject } from '../store/log-objects.ts'
import { readHead, type StoredHead } from '../store/log-state.ts'
import { fromHex } from '../trail/bytes.ts'
import { BadCheckpoint, type Checkpoint, parseCheckpoint } from '../trail/checkpoint.ts'
import { BadNote, formatVkey, openNote, parseVkey, type Vkey } from '../trail/note.ts'
import type { ReadPath } from '../trail/tile-tree.ts'
import type { AuditorDependencies } from './auditor-route.ts'

/** The log as everybody who may read it finds it now, its checkpoint's signature checked. */
export interface PublishedLog {
  vkey: Vkey
  /** As text, to be kept and given to the verifier. */
  vkeyText: string
  checkpoint: Checkpoint
  /** The signed note, as it is published. */
  note: string
  /** The tables know of fewer entries than are published: they were restored from a backup that is older than the log. */
  isAheadOfTables: boolean
  /** Reads an object below the log's root, each only once; throws where there is none. */
  read: ReadPath
}

/** Why nothing can be said about what is in the log. */
export type NoLog =
  /** The sequencer has not published anything yet. */
  | { state: 'empty' }
  /** What is published cannot be believed; a sentence. */
  | { state: 'unbelievable'; problem: string }

/** Reads the published checkpoint and believes it only if the log's own key signed it. */
export async function readPublishedLog({
  db,
  log,
}: Pick<AuditorDependencies, 'db' | 'log'>): Promise<PublishedLog | NoLog> {
  // In this order: the head is written before the checkpoint, so one that is read later is never behind it by chance.
  const published = await findLogObject(log.client, log.bucket, 'checkpoint')
  const head = await readHead(db)
  if (head === undefined || published === undefined) return { state: 'empty' }
  try {
    const vkeyText = vkeyOf(head)
    const vkey = parseVkey(vkeyText)
    const { text } = await openNote(published.bytes, [vkey])
    const checkpoint = parseCheckpoint(text)
    if (checkpoint.origin !== head.origin)
      return { state: 'unbelievable', problem: `The checkpoint is of another log: ${checkpoint.origin}.` }
    const objects = new Map<string, Promise<Uint8Array>>()
    return {
      vkey,
      vkeyText,
      checkpoint,
      isAheadOfTables: checkpoint.size > head.integratedSize,
      note: new TextDecoder().decode(published.bytes),
      read(path) {
        const found = objects.get(path) ?? readOrThrow(log, path)
        objects.set(path, found)
        return found
      },
    }
  } catch (error) {
    if (error instanceof BadNote || error instanceof BadCheckpoint)
      return { state: 'unbelievable', problem: error.message }
    throw error
  }
}

/** The log's verification key as text. @throws BadNote when the stored key is none. */
export function vkeyOf(head: Pick<StoredHead, 'origin' | 'publicKey'>): string {
  const publicKey = fromHex(head.publicKey)
  if (publicKey === undefined) throw new BadNote('The stored public key of the log is not hex.')
  return formatVkey(head.origin, publicKey)
}

/** An object that must be there is not. */
export class MissingFromLog extends Error {
  override name = 'MissingFromLog'
}

async function readOrThrow({ client, bucket }: AuditorDependencies['log'], path: string) {
  const bytes = await readLogObject(client, bucket, path)
  if (bytes === undefined) throw new MissingFromLog(`The log has no ${path}.`)
  return bytes
}
