import { fromBase64, toBase64, utf8, utf8Text } from './bytes.ts'
import { BadCheckpoint, type Checkpoint, parseCheckpoint, parseCount } from './checkpoint.ts'
import { HASH_BYTES, leafHash, verifyInclusion } from './merkle.ts'
import { BadNote, MAX_NOTE_BYTES, openNote, type Vkey } from './note.ts'

/** C2SP tlog-proof, `.tlog-proof`: that an entry is in a log, to be checked offline with the log's key alone. */
export interface ProofFile {
  /** Nothing vouches for it. */
  extra?: Uint8Array
  /** The entry's, from 0. */
  index: number
  /** From the leaf's sibling upwards. */
  proof: Uint8Array[]
  /** The signed note, verbatim. */
  checkpoint: string
}

/** A file that is not a proof; the message names what and where. */
export class BadProofFile extends Error {
  override name = 'BadProofFile'
}

export type ProofVerdict =
  | { holds: true; index: number; checkpoint: Checkpoint }
  | { holds: false; problem: string }

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
/** A tree of 2^53 leaves is 53 high. */
const MAX_HASHES = 64
const MAX_PROOF_FILE_BYTES = 2 * MAX_NOTE_BYTES

export function formatProofFile({ extra, index, proof, checkpoint }: ProofFile): string {
  const text = [
    FIRST_LINE,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(toBase64),
    '',
    checkpoint,
  ].join('\n')
  parseProofFile(text)
  return text
}

/** Takes a proof apart without believing it. Throws BadProofFile where its form is wrong. */
export function parseProofFile(file: Uint8Array | string): ProofFile {
  const bytes = typeof file === 'string' ? utf8(file) : file
  if (bytes.length > MAX_PROOF_FILE_BYTES)
    throw new BadProofFile(
      `The proof has ${bytes.length} bytes, more than the ${MAX_PROOF_FILE_BYTES} that are read.`,
    )
  let text: string
  try {
    text = utf8Text(bytes)
  } catch {
    throw new BadProofFile('The proof is not valid UTF-8.')
  }
  const blank = text.indexOf('\n\n')
  if (blank < 0) throw new BadProofFile('The proof has no blank line above its checkpoint.')
  const lines = text.slice(0, blank).split('\n')
  if (lines.shift() !== FIRST_LINE) throw new BadProofFile(`Line 1 of the proof should be ${FIRST_LINE}.`)
  let line = 2
  let extra: Uint8Array | undefined
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64(lines[0].slice('extra '.length))
    if (extra === undefined) throw new BadProofFile('Line 2 of the proof, extra, is not canonical base64.')
    lines.shift()
    line += 1
  }
  const [indexLine = '', ...hashes] = lines
  const index = indexLine.startsWith('index ') ? parseCount(indexLine.slice('index '.length)) : undefined
  if (index === undefined)
    throw new BadProofFile(
      `Line ${line} of the proof should be "index" and a whole decimal number without leading zeros below 2^53.`,
    )
  if (hashes.length > MAX_HASHES)
    throw new BadProofFile(`The proof has ${hashes.length} hashes, more than any tree is high.`)
  const proof = hashes.map((base64, at) => {
    const hash = fromBase64(base64)
    if (hash?.length === HASH_BYTES) return hash
    throw new BadProofFile(`Line ${line + 1 + at} of the proof should be 32 bytes in canonical base64.`)
  })
  return { ...(extra === undefined ? {} : { extra }), index, proof, checkpoint: text.slice(blank + 2) }
}

/**
 * Whether the file proves that these bytes are the log's entry at its index: the checkpoint is signed by the key, speaks of the
 * log that the key is named for, and the proof leads to its root.
 * @param leafBytes the entry itself, not its hash.
 */
export async function verifyProofFile(
  file: Uint8Array | string,
  leafBytes: Uint8Array,
  vkey: Vkey,
): Promise<ProofVerdict> {
  try {
    const { index, proof, checkpoint: note } = parseProofFile(file)
    const checkpoint = parseCheckpoint((await openNote(note, [vkey])).text)
    if (checkpoint.origin !== vkey.name)
      return {
        holds: false,
        problem: `The checkpoint is of ${JSON.stringify(checkpoint.origin.slice(0, 100))}, not of the log of this key.`,
      }
    if (!verifyInclusion(index, checkpoint.size, leafHash(leafBytes), proof, checkpoint.root))
      return {
        holds: false,
        problem: `The proof does not lead from these bytes, as entry ${index}, to the root of the checkpoint of ${checkpoint.size} entries.`,
      }
    return { holds: true, index, checkpoint }
  } catch (error) {
    if (error instanceof BadProofFile || error instanceof BadNote || error instanceof BadCheckpoint)
      return { holds: false, problem: error.message }
    throw error
  }
}
