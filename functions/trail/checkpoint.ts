import { equalBytes, fromBase64, toBase64 } from './bytes.ts'
import { EMPTY_ROOT, HASH_BYTES } from './merkle.ts'

/** What a log commits to (C2SP tlog-checkpoint): the text of a note that its key signs. */
export interface Checkpoint {
  /** The log's address without scheme, which is also its key's name. */
  origin: string
  /** How many entries. */
  size: number
  /** The Merkle tree's root over them, 32 bytes. */
  root: Uint8Array
}

/** A text that is not a checkpoint; the message names what and where. */
export class BadCheckpoint extends Error {
  override name = 'BadCheckpoint'
}

/**
 * `origin LF size LF base64(root) LF`, and with `previous` one extension line, `previous size LF`: which checkpoint was
 * published before it, so that one that is taken out of the history leaves a gap. Other people's tools pass it over.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint, previous?: number): string {
  const extension = previous === undefined ? '' : `previous ${previous}\n`
  const text = `${origin}\n${size}\n${toBase64(root)}\n${extension}`
  parseCheckpoint(text)
  return text
}

/** Strict; lines behind the third are tolerated and not read. Throws BadCheckpoint. */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw new BadCheckpoint('The checkpoint does not end with a line feed.')
  const lines = text.slice(0, -1).split('\n')
  const empty = lines.indexOf('')
  if (empty >= 0) throw new BadCheckpoint(`Line ${empty + 1} of the checkpoint is empty.`)
  const [origin, decimal, base64] = lines
  if (origin === undefined || decimal === undefined || base64 === undefined)
    throw new BadCheckpoint(
      `The checkpoint has ${lines.length} of the three lines for origin, size and root.`,
    )
  const size = parseCount(decimal)
  if (size === undefined)
    throw new BadCheckpoint(
      `Line 2 of the checkpoint, the size, should be a whole decimal number without leading zeros below 2^53, not ${JSON.stringify(decimal.slice(0, 40))}.`,
    )
  const root = fromBase64(base64)
  if (root?.length !== HASH_BYTES)
    throw new BadCheckpoint('Line 3 of the checkpoint, the root, should be 32 bytes in canonical base64.')
  if (size === 0 && !equalBytes(root, EMPTY_ROOT))
    throw new BadCheckpoint('Line 3 of the checkpoint is not the root of a log without entries.')
  return { origin, size, root }
}

/** A decimal number without sign and leading zeros, up to 2^53 − 1; undefined for everything else. */
export function parseCount(decimal: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(decimal)) return undefined
  const count = Number(decimal)
  return Number.isSafeInteger(count) ? count : undefined
}
