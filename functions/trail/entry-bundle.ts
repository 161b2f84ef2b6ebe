import { HASH_BYTES, leafHashInto } from './merkle.ts'
import { TILE_WIDTH } from './tile.ts'

/** A bundle that is not what its path says; the message names what and where. */
export class BadBundle extends Error {
  override name = 'BadBundle'
}

/** An entry's length is written in 16 bits (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535

/** One to 256 entries, each behind its length in bytes as a big-endian uint16. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH)
    throw new BadBundle(`A bundle holds 1 to ${TILE_WIDTH} entries, not ${entries.length}.`)
  const bundle = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  let at = 0
  for (const [index, entry] of entries.entries()) {
    if (entry.length > MAX_ENTRY_BYTES)
      throw new BadBundle(
        `Entry ${index} has ${entry.length} bytes; an entry in a bundle has at most ${MAX_ENTRY_BYTES}.`,
      )
    bundle[at] = entry.length >> 8
    bundle[at + 1] = entry.length & 0xff
    bundle.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bundle
}

/**
 * The entries of a bundle, as views into it.
 * @param width how many there must be. Throws BadBundle when there are more or fewer.
 */
export function decodeBundle(bundle: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  for (let index = 0; index < width; index += 1) {
    const [high, low] = [bundle[at], bundle[at + 1]]
    if (high === undefined || low === undefined)
      throw new BadBundle(`The bundle ends at byte ${bundle.length}, before entry ${index} of ${width}.`)
    const start = at + 2
    at = start + high * 256 + low
    if (at > bundle.length)
      throw new BadBundle(
        `Entry ${index} claims ${at - start} bytes from byte ${start}, but the bundle ends at ${bundle.length}.`,
      )
    entries.push(bundle.subarray(start, at))
  }
  if (at !== bundle.length)
    throw new BadBundle(`${bundle.length - at} bytes follow the last of ${width} entries, at byte ${at}.`)
  return entries
}

/** The level-0 tile that belongs to these entries: their leaf hashes, one after the other. */
export function leafTileOf(entries: readonly Uint8Array[]): Uint8Array {
  const tile = new Uint8Array(entries.length * HASH_BYTES)
  for (const [index, entry] of entries.entries()) leafHashInto(tile, index * HASH_BYTES, entry)
  return tile
}
