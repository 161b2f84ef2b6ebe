import { concatBytes } from '../bytes.ts'
import { encodeBundle, leafTileOf } from '../entry-bundle.ts'
import { HASH_BYTES, rootOfTile } from '../merkle.ts'
import { entryBundlePath, TILE_WIDTH, tilePath } from '../tile.ts'
import { rootAt } from '../tile-tree.ts'

/** Where the old tree ends: what stands in its last, partial tiles and its last, partial bundle. */
export interface RightEdge {
  size: number
  /** By level, the bytes of the partial tile; levels without one are left out. */
  tiles: ReadonlyMap<number, Uint8Array>
  /** The entries of the partial bundle. */
  entries: readonly Uint8Array[]
}

export interface Integration {
  size: number
  root: Uint8Array
  /** Every object that the new tree needs and the old one has not, by its path. */
  objects: Map<string, Uint8Array>
}

/** How wide the partial tile of that level is in a tree of that size; 0 where there is none. */
export function partialWidth(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH
}

/** The partial tiles of a tree of that size, from the leaves upwards. */
export function partialTilesOf(size: number): { level: number; path: string; width: number }[] {
  const tiles: { level: number; path: string; width: number }[] = []
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1) {
    const width = partialWidth(level, size)
    const n = Math.floor(size / TILE_WIDTH ** (level + 1))
    if (width > 0) tiles.push({ level, path: tilePath(level, n, width), width })
  }
  return tiles
}

/**
 * Appends entries to a tree. The same entries behind the same tree always give the same objects, however often and by
 * whomever it is done: that is what lets a path have one content for ever.
 */
export async function integrate(edge: RightEdge, added: readonly Uint8Array[]): Promise<Integration> {
  const size = edge.size + added.length
  const objects = new Map<string, Uint8Array>()
  addBundles(objects, edge, added)
  let [before, after] = [edge.size, size]
  let hashes = leafTileOf(added)
  for (let level = 0; after > before; level += 1) {
    hashes = addTiles(
      objects,
      level,
      before,
      concatBytes(edge.tiles.get(level) ?? new Uint8Array(0), hashes),
      after,
    )
    before = Math.floor(before / TILE_WIDTH)
    after = Math.floor(after / TILE_WIDTH)
  }
  const unchanged = new Map(partialTilesOf(edge.size).map(({ level, path }) => [path, edge.tiles.get(level)]))
  const root = await rootAt(size, async (path) => {
    const tile = objects.get(path) ?? unchanged.get(path)
    if (tile === undefined) throw new Error(`The right edge of ${size} entries lacks ${path}`)
    return tile
  })
  return { size, root, objects }
}

function addBundles(objects: Map<string, Uint8Array>, edge: RightEdge, added: readonly Uint8Array[]): void {
  const entries = [...edge.entries, ...added]
  const first = Math.floor(edge.size / TILE_WIDTH)
  for (let at = 0; at < entries.length; at += TILE_WIDTH) {
    const bundle = entries.slice(at, at + TILE_WIDTH)
    objects.set(entryBundlePath(first + at / TILE_WIDTH, bundle.length), encodeBundle(bundle))
  }
}

/**
 * The tiles of one level, from the one in which the old tree ends.
 * @param row the hashes from the beginning of that tile to the end of the new tree.
 * @returns the roots of the tiles that became full: the new hashes of the level above.
 */
function addTiles(
  objects: Map<string, Uint8Array>,
  level: number,
  before: number,
  row: Uint8Array,
  after: number,
): Uint8Array {
  const above: Uint8Array[] = []
  for (let n = Math.floor(before / TILE_WIDTH), at = 0; n * TILE_WIDTH < after; n += 1) {
    const width = Math.min(TILE_WIDTH, after - n * TILE_WIDTH)
    const tile = row.slice(at, at + width * HASH_BYTES)
    objects.set(tilePath(level, n, width), tile)
    if (width === TILE_WIDTH) above.push(rootOfTile(tile))
    at += width * HASH_BYTES
  }
  return concatBytes(...above)
}
