import { BadBundle, decodeBundle, leafTileOf } from '../entry-bundle.ts'
import { HASH_BYTES, rootOfTile } from '../merkle.ts'
import { TILE_WIDTH, tileWidth } from '../tile.ts'
import { firstDifference, MAX_BUNDLE_BYTES, MAX_TILE_BYTES } from './bundle-range.ts'
import { ENTRIES, type LogInventory, pathOf } from './log-inventory.ts'
import { type LogSource, readOrSay } from './log-source.ts'
import type { VerifyProblem } from './report.ts'
import type { TreeAbove } from './tree-above.ts'

/** What is written before the next checkpoint is signed is little; more is no log at work. */
const MOST_BUNDLES = 64

interface Place {
  level: number
  n: number
  width: number
}

/**
 * Objects beyond the checkpoint. A log at work has written what its next checkpoint will cover, eight objects at a time and in any
 * order: that is no fault as long as nothing of it contradicts what is signed or each other. With gaps in between nobody can
 * tell whether it continues what is signed; nothing rests on it before it is. What is none of this does not belong.
 */
export async function checkUnsigned(
  inventory: LogInventory,
  size: number,
  source: LogSource,
  above: TreeAbove | undefined,
): Promise<{ problems: VerifyProblem[]; notes: string[] }> {
  const beyond = placesBeyond(inventory, size)
  // Where the signed part cannot be read, nobody can say what continues it; that it cannot be read is said already.
  if (beyond.length === 0 || above === undefined) return { problems: [], notes: [] }
  const tail = await readTail(inventory, size, source, above)
  const problems: VerifyProblem[] = []
  let gapped = 0
  for (const place of beyond) {
    const standing = await standingOf(place, size, tail, source)
    if (standing === 'unknown') gapped += 1
    if (standing !== 'wrong') continue
    problems.push({
      where: pathOf(place.level, place.n, place.width),
      sentence: `It lies beyond the checkpoint of ${size} entries and does not continue what is signed.`,
    })
  }
  const waiting = beyond.length === 1 ? 'One object lies' : `${beyond.length} objects lie`
  const notes =
    problems.length > 0
      ? []
      : [
          `${waiting} beyond the checkpoint, for entries that the next checkpoint will cover; nothing is signed of them yet.${gapped === 0 ? '' : ` Of ${gapped} it cannot be told yet whether they continue the log, as others between are not written.`}`,
        ]
  return { problems, notes }
}

function placesBeyond({ tiles }: LogInventory, size: number): Place[] {
  const places: Place[] = []
  for (const [level, ofLevel] of tiles)
    for (const [n, widths] of ofLevel)
      for (const width of widths)
        if (width > tileWidth(Math.max(level, 0), n, size)) places.push({ level, n, width })
  return places
}

/** What the tiles and bundles beyond the checkpoint must begin with, by level and number. */
type Tail = Map<string, Uint8Array>
const keyOf = (level: number, n: number): string => `${level} ${n}`

/** Reads the widest bundles from the checkpoint's end on, as long as there is no gap, and computes the tiles over them. */
async function readTail(
  inventory: LogInventory,
  size: number,
  source: LogSource,
  above: TreeAbove,
): Promise<Tail> {
  const tail: Tail = new Map()
  const start = Math.floor(size / TILE_WIDTH)
  const width = size % TILE_WIDTH
  const signed = width === 0 ? new Uint8Array(0) : await bytesOf(source, { level: 0, n: start, width })
  if (signed === undefined) return tail
  if (width > 0) tail.set(keyOf(0, start), signed)
  let full = start
  for (let n = start; n < start + MOST_BUNDLES; n += 1) {
    const width = Math.max(0, ...(inventory.tiles.get(ENTRIES)?.get(n) ?? []))
    const bundle = width === 0 ? undefined : await bytesOf(source, { level: ENTRIES, n, width })
    const tile = bundle && leavesOf(bundle, width)
    if (bundle === undefined || tile === undefined) break
    if (n === start && firstDifference(tile.subarray(0, signed.length), signed) !== undefined) break
    tail.set(keyOf(ENTRIES, n), bundle)
    tail.set(keyOf(0, n), tile)
    if (width < TILE_WIDTH) break
    full = n + 1
  }
  for (let level = 1, count = full; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const known = above.hashesAt(level)
    const hashes = new Uint8Array(Math.max(known.length, count * HASH_BYTES))
    hashes.set(known)
    for (let at = known.length / HASH_BYTES; at < count; at += 1) {
      const below = tail.get(keyOf(level - 1, at))
      if (below === undefined) break
      hashes.set(rootOfTile(below), at * HASH_BYTES)
    }
    for (let n = Math.floor(known.length / MAX_TILE_BYTES); n * TILE_WIDTH < count; n += 1)
      tail.set(keyOf(level, n), hashes.subarray(n * MAX_TILE_BYTES, (n + 1) * MAX_TILE_BYTES))
  }
  return tail
}

async function standingOf(
  place: Place,
  size: number,
  tail: Tail,
  source: LogSource,
): Promise<'right' | 'unknown' | 'wrong'> {
  const { level, n, width } = place
  // How many entries there must be for such an object.
  const needed = (n * TILE_WIDTH + width) * TILE_WIDTH ** Math.max(level, 0)
  const bytes = await bytesOf(source, place)
  if (bytes === undefined || needed > size + MOST_BUNDLES * TILE_WIDTH) return 'wrong'
  const leaves = level === ENTRIES ? leavesOf(bytes, width) : bytes
  if (leaves === undefined || leaves.length !== width * HASH_BYTES) return 'wrong'
  const expected = tail.get(keyOf(level, n))
  const known = Math.min(expected?.length ?? 0, bytes.length)
  if (expected !== undefined && known > 0) {
    if (firstDifference(bytes.subarray(0, known), expected.subarray(0, known)) !== undefined) return 'wrong'
    return known === bytes.length ? 'right' : 'unknown'
  }
  if (level !== ENTRIES) return 'unknown'
  // Its tile, if that is there, must say the same: they are written together.
  const tile = tail.get(keyOf(0, n)) ?? (await bytesOf(source, { level: 0, n, width }))
  const both = Math.min(tile?.length ?? 0, leaves.length)
  return tile === undefined || firstDifference(tile.subarray(0, both), leaves.subarray(0, both)) === undefined
    ? 'unknown'
    : 'wrong'
}

async function bytesOf(source: LogSource, { level, n, width }: Place): Promise<Uint8Array | undefined> {
  const most = level === ENTRIES ? MAX_BUNDLE_BYTES : MAX_TILE_BYTES
  const bytes = await readOrSay(source, pathOf(level, n, width), most)
  return bytes === undefined || 'trouble' in bytes ? undefined : bytes
}

function leavesOf(bundle: Uint8Array, width: number): Uint8Array | undefined {
  try {
    return leafTileOf(decodeBundle(bundle, width))
  } catch (error) {
    if (error instanceof BadBundle) return undefined
    throw error
  }
}
