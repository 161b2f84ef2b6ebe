import { utf8Text } from '../bytes.ts'
import { BadCheckpoint, type Checkpoint, parseCheckpoint } from '../checkpoint.ts'
import { BadNote, openNote, parseVkey, type Vkey } from '../note.ts'
import type { Findings } from '../verify/findings.ts'
import { checkOff } from './check-off.ts'
import { CHECKPOINT_PATH, VKEY_PATH } from './pack-paths.ts'
import type { ReadPack } from './read-pack.ts'

const CHECK = 'The checkpoint is signed by the log’s key'

export interface BelievedCheckpoint extends Checkpoint {
  /** The note as it stands in the pack; every proof must end in the same. */
  note: string
}

/**
 * Believes the pack's checkpoint if the key signed it that the verifier was given, and says so when there was none.
 * @param vkey what the verifier knows from elsewhere; undefined when it has nothing but the pack.
 */
export async function checkCheckpoint(
  { index, files }: ReadPack,
  vkey: string | undefined,
  findings: Findings,
): Promise<BelievedCheckpoint | undefined> {
  const own = textOf(files, VKEY_PATH)?.replace(/\n$/, '')
  const note = textOf(files, CHECKPOINT_PATH)
  if (own === undefined || note === undefined) {
    checkOff(
      findings,
      CHECK,
      CHECKPOINT_PATH,
      'Without the checkpoint and vkey.txt nothing in this pack is proven.',
    )
    return undefined
  }
  if (vkey === undefined)
    findings.notes.push(
      `The signature was checked with the pack’s own key, ${own}. That shows that the pack fits together, not who made it: whoever makes up a pack makes up its key. Get the log’s key from somewhere else, such as the auditor or an older receipt, and give it with --vkey.`,
    )
  else
    checkOff(
      findings,
      'vkey.txt is the key that was given',
      VKEY_PATH,
      own === vkey.trim()
        ? undefined
        : `The pack names the key ${own}, and the one that was given is ${vkey.trim()}: it is of another log, or made up.`,
    )
  try {
    const key: Vkey = parseVkey((vkey ?? own).trim())
    const checkpoint = parseCheckpoint((await openNote(note, [key])).text)
    const problem = problemOf(checkpoint, key, index)
    checkOff(findings, CHECK, CHECKPOINT_PATH, problem)
    return problem === undefined ? { ...checkpoint, note } : undefined
  } catch (error) {
    if (!(error instanceof BadNote) && !(error instanceof BadCheckpoint)) throw error
    checkOff(findings, CHECK, CHECKPOINT_PATH, error.message)
    return undefined
  }
}

function problemOf(
  { origin, size }: Checkpoint,
  { name }: Vkey,
  index: ReadPack['index'],
): string | undefined {
  if (origin !== name) return `The checkpoint is of the log ${origin}, and the key of ${name}.`
  if (origin !== index.origin || size !== index.treeSize)
    return `pack.json speaks of ${index.origin} with ${index.treeSize} entries, the checkpoint of ${origin} with ${size}.`
  return undefined
}

export function textOf(files: ReadonlyMap<string, Uint8Array>, path: string): string | undefined {
  const bytes = files.get(path)
  if (bytes === undefined) return undefined
  try {
    return utf8Text(bytes)
  } catch {
    return undefined
  }
}
