import { HASH_BYTES } from '../merkle.ts'
import { sha256Into } from '../sha256.ts'
import { TILE_WIDTH } from '../tile.ts'

/** 0x01 and two hashes: what RFC 6962 hashes into a node. */
const PAIR_BYTES = 1 + 2 * HASH_BYTES
const LEVELS = 9

/**
 * The tree over the hashes of one tile, so that the root of any number of its first hashes costs a few more. A verifier makes
 * one such tree for every 256 entries; all buffers and views are made once.
 */
export class PrefixTree {
  /** Per level the hashes, two by two behind the byte 0x01, so that each pair can be hashed where it stands. */
  readonly #levels: Uint8Array[] = []
  readonly #pairs: Uint8Array[][] = []
  readonly #fold = new Uint8Array(PAIR_BYTES).fill(1, 0, 1)

  constructor() {
    for (let level = 0; level < LEVELS; level += 1) {
      const pairs = Math.max(1, (TILE_WIDTH >> level) / 2)
      const buffer = new Uint8Array(pairs * PAIR_BYTES)
      const views: Uint8Array[] = []
      for (let pair = 0; pair < pairs; pair += 1) {
        buffer[pair * PAIR_BYTES] = 1
        views.push(buffer.subarray(pair * PAIR_BYTES, (pair + 1) * PAIR_BYTES))
      }
      this.#levels.push(buffer)
      this.#pairs.push(views)
    }
  }

  /** @param hashes 32 bytes each, at most 256. */
  fill(hashes: Uint8Array): void {
    let count = hashes.length / HASH_BYTES
    const leaves = this.#levels[0] as Uint8Array
    for (let index = 0; index < count; index += 1) {
      const [from, to] = [index * HASH_BYTES, placeOf(index)]
      for (let byte = 0; byte < HASH_BYTES; byte += 1) leaves[to + byte] = hashes[from + byte] as number
    }
    for (let level = 1; count > 1; level += 1) {
      count = Math.floor(count / 2)
      const above = this.#levels[level] as Uint8Array
      const views = this.#pairs[level - 1] as Uint8Array[]
      for (let index = 0; index < count; index += 1)
        sha256Into(above, placeOf(index), views[index] as Uint8Array)
    }
  }

  /** Writes the root of the first `width` hashes (1 to 256, no more than were filled in). */
  rootInto(width: number, target: Uint8Array, at: number): void {
    const fold = this.#fold
    let isEmpty = true
    for (let level = 0, rest = width; rest > 0; level += 1, rest >>= 1) {
      if ((rest & 1) === 0) continue
      // The whole subtree of 2^level leaves that ends where those of the lower levels begin.
      const from = placeOf(rest - 1)
      const hashes = this.#levels[level] as Uint8Array
      fold.set(hashes.subarray(from, from + HASH_BYTES), isEmpty ? 1 + HASH_BYTES : 1)
      if (!isEmpty) sha256Into(fold, 1 + HASH_BYTES, fold)
      isEmpty = false
    }
    target.set(fold.subarray(1 + HASH_BYTES), at)
  }
}

const placeOf = (index: number): number => (index >> 1) * PAIR_BYTES + 1 + (index & 1) * HASH_BYTES
