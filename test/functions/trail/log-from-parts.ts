import { encodeBundle, leafTileOf } from '../../../functions/trail/entry-bundle.ts'
import { rootOfTile } from '../../../functions/trail/merkle.ts'
import { bundlesOf, entryBundlePath, TILE_WIDTH, tilePath, tilesOf } from '../../../functions/trail/tile.ts'
import type { ReadPath } from '../../../functions/trail/tile-tree.ts'

export type Files = Map<string, Uint8Array>

/** The tiles of a log of that size, from the parts that functions/trail has for them; leaf hashes one after the other. */
export function tilesFromParts(leaves: Uint8Array, size: number): Files {
  const files: Files = new Map()
  // What a tile holds at its level, full tiles only: the partial ones are beginnings of the rows.
  const rows = [leaves.subarray(0, size * 32)]
  for (const { level, n, width } of tilesOf(size)) {
    const row = rows[level] ?? new Uint8Array()
    const tile = row.subarray(n * TILE_WIDTH * 32, (n * TILE_WIDTH + width) * 32)
    files.set(tilePath(level, n, width), tile)
    if (width < TILE_WIDTH) continue
    rows[level + 1] ??= new Uint8Array(Math.floor(row.length / TILE_WIDTH / 32) * 32)
    rows[level + 1]?.set(rootOfTile(tile), n * 32)
  }
  return files
}

export function bundlesFromParts(entries: readonly Uint8Array[]): Files {
  return new Map(
    bundlesOf(entries.length).map(({ n, width }) => [
      entryBundlePath(n, width),
      encodeBundle(entries.slice(n * TILE_WIDTH, n * TILE_WIDTH + width)),
    ]),
  )
}

/** The leaf hashes of many entries, one after the other. */
export const leavesFromParts = leafTileOf

/** Reads from files in memory; counts what is read. */
export function readerOf(files: ReadonlyMap<string, Uint8Array>): ReadPath & { reads: string[] } {
  const reads: string[] = []
  const read: ReadPath = async (path) => {
    reads.push(path)
    const bytes = files.get(path)
    if (bytes === undefined) throw new Error(`${path} is not there`)
    return bytes
  }
  return Object.assign(read, { reads })
}
