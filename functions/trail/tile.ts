/** Where a tiled log keeps what (C2SP tlog-tiles). Sizes and indices are safe integers. */

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256

export interface TileAt {
  /** 0 holds leaf hashes; each hash of a level above is the root of a full tile below it. */
  level: number
  /** Counts from 0 within the level. */
  n: number
  /** How many hashes or entries, 1 to 256. */
  width: number
}

export interface BundleAt {
  n: number
  width: number
}

function checkCount(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${what} cannot be ${value}`)
}

/** 1234067 → `x001/x234/067`, and `.p/<width>` behind it where the tile is not full. */
function placePath(n: number, width: number): string {
  checkCount(n, 'The number of a tile')
  if (!Number.isSafeInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new RangeError(`A tile cannot have the width ${width}`)
  const groups = [String(n % 1000).padStart(3, '0')]
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return groups.join('/') + (width === TILE_WIDTH ? '' : `.p/${width}`)
}

/** `tile/<L>/<N>[.p/<W>]` */
export function tilePath(level: number, n: number, width: number = TILE_WIDTH): string {
  if (!Number.isSafeInteger(level) || level < 0 || level > 63)
    throw new RangeError(`A tile cannot have the level ${level}`)
  return `tile/${level}/${placePath(n, width)}`
}

/** `tile/entries/<N>[.p/<W>]` */
export function entryBundlePath(n: number, width: number = TILE_WIDTH): string {
  return `tile/entries/${placePath(n, width)}`
}

/** How wide the tile (or, at level 0, the bundle) is in a log of that size; 0 where it has none. */
export function tileWidth(level: number, n: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level)
  return Math.max(0, Math.min(TILE_WIDTH, hashes - n * TILE_WIDTH))
}

/** One by one what `tilesBetween` lists, for logs whose tiles should not stand in memory all at once. */
export function* eachTileBetween(oldSize: number, newSize: number): Generator<TileAt, void> {
  checkCount(oldSize, 'The size of a log')
  checkCount(newSize, 'The size of a log')
  if (oldSize > newSize) throw new RangeError(`A log does not shrink from ${oldSize} to ${newSize} entries`)
  let [before, after] = [oldSize, newSize]
  for (let level = 0; after > before; level += 1) {
    for (let n = Math.floor(before / TILE_WIDTH); n * TILE_WIDTH < after; n += 1)
      yield { level, n, width: Math.min(TILE_WIDTH, after - n * TILE_WIDTH) }
    before = Math.floor(before / TILE_WIDTH)
    after = Math.floor(after / TILE_WIDTH)
  }
}

/** The tiles that a log of the new size needs and one of the old size has not, from the leaves upwards. */
export function tilesBetween(oldSize: number, newSize: number): TileAt[] {
  return [...eachTileBetween(oldSize, newSize)]
}

/** Every tile of a log of that size, from the leaves upwards. */
export function tilesOf(size: number): TileAt[] {
  return tilesBetween(0, size)
}

/** The bundles that a log of the new size needs and one of the old size has not. */
export function bundlesBetween(oldSize: number, newSize: number): BundleAt[] {
  const bundles: BundleAt[] = []
  for (const { level, n, width } of eachTileBetween(oldSize, newSize)) {
    if (level > 0) break
    bundles.push({ n, width })
  }
  return bundles
}

/** Every bundle of a log of that size. */
export function bundlesOf(size: number): BundleAt[] {
  return bundlesBetween(0, size)
}
