import { EMPTY_ROOT, HASH_BYTES } from '../merkle.ts'
import { sha256Into } from '../sha256.ts'
import { TILE_WIDTH } from '../tile.ts'
import type { RangeResult, RangeTask } from './bundle-range.ts'

/** The tree over the roots of the full level-0 tiles, and from it the root of the log at any size whose part is known. */
export class TreeAbove {
  /** Per height the whole subtrees over 2^height full tiles, 32 bytes each. */
  readonly #heights: Uint8Array[]
  /** Roots of the partial tiles at which checkpoints end, by the checkpoint's size. */
  readonly #parts = new Map<number, Uint8Array>()

  constructor(size: number, tasks: readonly RangeTask[], results: readonly RangeResult[]) {
    const roots = new Uint8Array(Math.floor(size / TILE_WIDTH) * HASH_BYTES)
    for (const [index, result] of results.entries()) {
      const task = tasks[index]
      if (task === undefined) continue
      roots.set(result.roots, task.first * HASH_BYTES)
      for (const [place, at] of [...task.sizes, size].entries())
        if (place < task.sizes.length || task.end * TILE_WIDTH > size)
          this.#parts.set(at, result.parts.slice(place * HASH_BYTES, (place + 1) * HASH_BYTES))
    }
    this.#heights = [roots]
    const pair = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1)
    for (let below = roots; below.length >= 2 * HASH_BYTES; ) {
      const pairs = Math.floor(below.length / (2 * HASH_BYTES))
      const level = new Uint8Array(pairs * HASH_BYTES)
      for (let at = 0; at < pairs; at += 1) {
        pair.set(below.subarray(2 * at * HASH_BYTES, 2 * (at + 1) * HASH_BYTES), 1)
        sha256Into(level, at * HASH_BYTES, pair)
      }
      this.#heights.push(level)
      below = level
    }
  }

  /** All hashes that the tiles of a level above the leaves hold, one after the other. */
  hashesAt(level: number): Uint8Array {
    return this.#heights[8 * (level - 1)] ?? new Uint8Array(0)
  }

  /** The root over the first entries; the size is one of the tasks', the whole, or a multiple of 256. */
  rootAt(size: number): Uint8Array {
    const fold = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1)
    let root: Uint8Array | undefined
    if (size % TILE_WIDTH !== 0) {
      root = this.#parts.get(size)
      if (root === undefined) throw new RangeError(`The root at ${size} entries was not asked for`)
    }
    let rest = Math.floor(size / TILE_WIDTH)
    for (let height = 0; rest > 0; height += 1, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 0) continue
      const at = (rest - 1) * HASH_BYTES
      const whole = this.#heights[height]?.subarray(at, at + HASH_BYTES) ?? new Uint8Array(HASH_BYTES)
      if (root === undefined) {
        root = whole.slice()
        continue
      }
      fold.set(whole, 1)
      fold.set(root, 1 + HASH_BYTES)
      root = new Uint8Array(HASH_BYTES)
      sha256Into(root, 0, fold)
    }
    return root ?? EMPTY_ROOT
  }
}
