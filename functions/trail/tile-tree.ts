import { EMPTY_ROOT, HASH_BYTES, nodeHash, rootOfTile } from './merkle.ts'
import { TILE_WIDTH, tilePath, tileWidth } from './tile.ts'

/** Reads an object of the log by its path below the log's root; rejects where it is not there. */
export type ReadPath = (path: string) => Promise<Uint8Array>

/** A tile that is not as long as its path says. */
export class BadTile extends Error {
  override name = 'BadTile'
}

/**
 * A tree of hashes that stand in tiles. Each tile is read once; nothing is believed to be right: what comes out is to be held
 * against a signed root by `verifyInclusion` and `verifyConsistency`.
 */
class TileTree {
  readonly #size: number
  readonly #read: ReadPath
  readonly #tiles = new Map<string, Promise<Uint8Array>>()

  constructor(size: number, read: ReadPath) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A log cannot have ${size} entries`)
    this.#size = size
    this.#read = read
  }

  #tile(level: number, n: number): Promise<Uint8Array> {
    const width = tileWidth(level, n, this.#size)
    const path = tilePath(level, n, width)
    const known = this.#tiles.get(path)
    if (known !== undefined) return known
    const reading = this.#read(path).then((tile) => {
      if (tile.length === width * HASH_BYTES) return tile
      throw new BadTile(`${path} should have ${width * HASH_BYTES} bytes and has ${tile.length}.`)
    })
    this.#tiles.set(path, reading)
    return reading
  }

  /** The root over the leaves from start to (without) end, a power of two of them, beginning at a multiple of it. */
  async #wholeSubtree(start: number, length: number): Promise<Uint8Array> {
    const height = Math.round(Math.log2(length))
    const level = Math.floor(height / 8)
    const span = TILE_WIDTH ** level
    const first = start / span
    const tile = await this.#tile(level, Math.floor(first / TILE_WIDTH))
    const at = (first % TILE_WIDTH) * HASH_BYTES
    return rootOfTile(tile.subarray(at, at + (length / span) * HASH_BYTES))
  }

  /** MTH(D[start:end]) of RFC 6962, for ranges as its recursion forms them. */
  async range(start: number, end: number): Promise<Uint8Array> {
    const length = end - start
    if (length === 0) return EMPTY_ROOT.slice()
    const split = splitOf(length)
    if (split * 2 === length || length === 1) return this.#wholeSubtree(start, length)
    const [left, right] = await Promise.all([
      this.range(start, start + split),
      this.range(start + split, end),
    ])
    return nodeHash(left, right)
  }
}

/** The largest power of two below the length; 1 for 1. */
function splitOf(length: number): number {
  let split = 1
  while (split * 2 < length) split *= 2
  return split
}

/** The root of the log's first `size` entries, recomputed from tiles. */
export async function rootAt(size: number, read: ReadPath): Promise<Uint8Array> {
  return new TileTree(size, read).range(0, size)
}

/** PATH of RFC 6962, section 2.1.1: hashes from the leaf's sibling upwards. */
export async function inclusionProof(index: number, size: number, read: ReadPath): Promise<Uint8Array[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError(`A log of ${size} entries has none at ${index}`)
  const tree = new TileTree(size, read)
  const siblings: Promise<Uint8Array>[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      siblings.push(tree.range(middle, end))
      end = middle
    } else {
      siblings.push(tree.range(start, middle))
      start = middle
    }
  }
  return Promise.all(siblings.reverse())
}

/** PROOF of RFC 6962, section 2.1.2, that the first `oldSize` entries of a log of `newSize` are as they were. */
export async function consistencyProof(
  oldSize: number,
  newSize: number,
  read: ReadPath,
): Promise<Uint8Array[]> {
  const tree = new TileTree(newSize, read)
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > newSize)
    throw new RangeError(`A log of ${newSize} entries has no past with ${oldSize}`)
  if (oldSize === 0 || oldSize === newSize) return []
  const hashes: Promise<Uint8Array>[] = []
  let [start, end] = [0, newSize]
  while (end !== oldSize) {
    const middle = start + splitOf(end - start)
    if (oldSize <= middle) {
      hashes.push(tree.range(middle, end))
      end = middle
    } else {
      hashes.push(tree.range(start, middle))
      start = middle
    }
  }
  // Where the old tree stands whole in the new one, the verifier has its root already.
  if (start > 0) hashes.push(tree.range(start, end))
  return Promise.all(hashes.reverse())
}
