import { equalBytes, toBase64, utf8Text } from './bytes.ts'
import { BadCheckpoint, type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { verifyConsistency } from './merkle.ts'
import { BadNote, openNote, parseNote, type Vkey } from './note.ts'
import { BadTile, consistencyProof, type ReadPath, rootAt } from './tile-tree.ts'

/** A checkpoint together with the note that carries it. */
export interface SignedCheckpoint extends Checkpoint {
  /** The signed note, verbatim. */
  note: string
}

/** Why a witness does not cosign what a log shows. */
export type RefusalKind =
  /** Not a note, not a checkpoint, or nothing at all. */
  | 'unreadable'
  /** A checkpoint of another log. */
  | 'other-origin'
  /** Not signed by the log's key. */
  | 'bad-signature'
  /** Smaller than what was seen before. */
  | 'rolled-back'
  /** As large as what was seen before and not the same. */
  | 'forked'
  /** Larger than what was seen before, and does not begin with it. */
  | 'rewritten'
  /** The log's tiles are missing or do not lead to its own root, so that nothing can be proven. */
  | 'unproven'

export interface Refusal {
  verdict: 'refused'
  kind: RefusalKind
  /** For the person who reads the report: what is wrong, and with which sizes. */
  sentence: string
  /** The tiles that were read for the proof, by path; with both notes they show to anyone what the log did. */
  tiles: ReadonlyMap<string, Uint8Array>
}

export type Judgement =
  /** Nothing was known before: what is seen now becomes what later checkpoints must contain. */
  | { verdict: 'first'; seen: SignedCheckpoint }
  | { verdict: 'unchanged'; seen: SignedCheckpoint }
  /** Larger, and proven to begin with all that was seen before. */
  | { verdict: 'grown'; seen: SignedCheckpoint; proof: Uint8Array[] }
  | Refusal

/** An object that the log does not have, though its checkpoint needs it. Reading may throw it; other errors pass through. */
export class MissingObject extends Error {
  override name = 'MissingObject'
}

/** No log needs more tiles for one proof: two per level of a tree of 2^53 leaves. */
const MOST_TILES = 64

/**
 * A witness's rule (C2SP tlog-witness): a checkpoint is good when the log's key signed it and it contains, unchanged and in
 * order, everything that was seen before. Pure but for `read`, and decides nothing about what becomes of the judgement.
 *
 * @param last what was seen before; undefined for the first time.
 * @param bytes what the log shows as its checkpoint; undefined when there is none.
 * @param read tiles of the log; throws MissingObject for one that is not there.
 */
export async function judgeCheckpoint({
  vkey,
  last,
  bytes,
  read,
}: {
  vkey: Vkey
  last: SignedCheckpoint | undefined
  bytes: Uint8Array | undefined
  read: ReadPath
}): Promise<Judgement> {
  const tiles = new Map<string, Uint8Array>()
  const refused = (kind: RefusalKind, sentence: string): Refusal => ({
    verdict: 'refused',
    kind,
    sentence,
    tiles,
  })
  const readTile: ReadPath = async (path) => {
    if (tiles.size >= MOST_TILES) throw new BadTile(`The proof asks for more than ${MOST_TILES} tiles.`)
    const tile = await read(path)
    tiles.set(path, tile)
    return tile
  }

  if (bytes === undefined) return refused('unreadable', `The log ${vkey.name} shows no checkpoint.`)
  const opened = await openCheckpoint(vkey, bytes)
  if ('kind' in opened) return refused(opened.kind, opened.sentence)
  const seen = opened
  const entries = (size: number): string => (size === 1 ? '1 entry' : `${size} entries`)
  const now = `the log ${vkey.name} shows a signed checkpoint of ${entries(seen.size)}`

  if (last !== undefined && seen.size < last.size)
    return refused(
      'rolled-back',
      `Rolled back: ${now}, though it had signed one of ${entries(last.size)} before.`,
    )
  if (last !== undefined && seen.size === last.size) {
    if (equalBytes(seen.root, last.root)) return { verdict: 'unchanged', seen }
    return refused(
      'forked',
      `Forked: ${now} with the root ${toBase64(seen.root)}, though it had signed one of the same size with the root ${toBase64(last.root)}.`,
    )
  }
  try {
    if (last !== undefined && last.size > 0) {
      const proof = await consistencyProof(last.size, seen.size, readTile)
      if (verifyConsistency(last.size, seen.size, last.root, seen.root, proof))
        return { verdict: 'grown', seen, proof }
    }
    // What does not extend what was seen, or has nothing to extend, must at least be the tree that its own tiles make.
    if (!equalBytes(await rootAt(seen.size, readTile), seen.root))
      return refused('unproven', `Not proven: ${now}, and its tiles lead to another root.`)
  } catch (error) {
    if (error instanceof MissingObject || error instanceof BadTile)
      return refused('unproven', `Not proven: ${now}, and ${lowerFirst(error.message)}`)
    throw error
  }
  if (last === undefined) return { verdict: 'first', seen }
  if (last.size === 0) return { verdict: 'grown', seen, proof: [] }
  return refused(
    'rewritten',
    `Rewritten: ${now} that does not begin with the ${entries(last.size)} it had signed before.`,
  )
}

/** Believes a checkpoint only if the key signed it and it speaks of the log that the key is named for. */
export async function openCheckpoint(
  vkey: Vkey,
  bytes: Uint8Array,
): Promise<SignedCheckpoint | Pick<Refusal, 'kind' | 'sentence'>> {
  let checkpoint: Checkpoint
  try {
    checkpoint = parseCheckpoint(parseNote(bytes).text)
  } catch (error) {
    if (!(error instanceof BadNote || error instanceof BadCheckpoint)) throw error
    return {
      kind: 'unreadable',
      sentence: `What the log ${vkey.name} shows is no checkpoint. ${error.message}`,
    }
  }
  if (checkpoint.origin !== vkey.name)
    return {
      kind: 'other-origin',
      sentence: `The checkpoint is of ${JSON.stringify(checkpoint.origin.slice(0, 100))}, not of the log ${vkey.name}.`,
    }
  try {
    await openNote(bytes, [vkey])
  } catch (error) {
    if (!(error instanceof BadNote)) throw error
    return {
      kind: 'bad-signature',
      sentence: `The checkpoint of ${checkpoint.size} entries is not signed by the log's key. ${error.message}`,
    }
  }
  return { ...checkpoint, note: utf8Text(bytes) }
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
