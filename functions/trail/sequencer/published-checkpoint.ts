import { type Checkpoint, parseCheckpoint } from '../checkpoint.ts'
import { BadNote, ED25519_TYPE, keyIdOf, openNote, type Vkey } from '../note.ts'
import type { LogHead } from './ledger.ts'
import { CHECKPOINT_PATH, type LogObjects } from './log-objects.ts'
import { LogTrouble } from './log-trouble.ts'

/** A checkpoint of this log, with a good signature by its key. */
export interface PublishedCheckpoint extends Checkpoint {
  note: Uint8Array
  /** What to write the next one over. */
  version: string
}

export function vkeyOf({ origin, publicKey }: Pick<LogHead, 'origin' | 'publicKey'>): Vkey {
  return { name: origin, publicKey, type: ED25519_TYPE, keyId: keyIdOf(origin, ED25519_TYPE, publicKey) }
}

/** Opens a note as a checkpoint of this log. Throws LogTrouble, `what` at the beginning of its sentence. */
export async function openCheckpoint(
  head: LogHead,
  note: Uint8Array | string,
  what: string,
): Promise<Checkpoint> {
  try {
    const checkpoint = parseCheckpoint((await openNote(note, [vkeyOf(head)])).text)
    if (checkpoint.origin === head.origin) return checkpoint
    throw new BadNote(`Its origin is ${checkpoint.origin}.`)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new LogTrouble(
      'checkpoint-foreign',
      `${what} is not one that ${head.origin} signed with the key it was made with. ${error.message} Somebody else wrote it, or table and bucket do not belong together; find out who before the log goes on.`,
    )
  }
}

/** The checkpoint that everybody reads now; undefined before the first. */
export async function readPublished(
  head: LogHead,
  objects: LogObjects,
): Promise<PublishedCheckpoint | undefined> {
  const object = await objects.read(CHECKPOINT_PATH)
  if (object === undefined) return undefined
  const checkpoint = await openCheckpoint(head, object.bytes, 'The published checkpoint')
  return { ...checkpoint, note: object.bytes, version: object.version }
}
