import { parseCount } from '../checkpoint.ts'
import { entryBundlePath, TILE_WIDTH, tilePath } from '../tile.ts'

/** What lies where in a log, by the names of its objects alone. */
export interface LogInventory {
  /** Sizes of the checkpoints in the history, ascending. */
  history: number[]
  /** Where each of them lies. */
  historyPaths: Map<number, string>
  /** Widths that are there, by level and number: 1 to 256. Bundles of entries have the level `ENTRIES`. */
  tiles: Map<number, Map<number, Set<number>>>
  /** Paths that are none of a log. */
  strangers: string[]
  strangersUnlisted: number
  hasCheckpoint: boolean
}

/** Stands for the level of bundles, which lie beside the tiles. */
export const ENTRIES = -1

const MOST_STRANGERS = 100

/**
 * Sorts the names of a log's objects. @param anyEntries also takes `checkpoint.<size>` for a checkpoint of the history, as other
 * people's logs keep them.
 */
export async function takeInventory(
  paths: AsyncIterable<string>,
  anyEntries: boolean,
): Promise<LogInventory> {
  const inventory: LogInventory = {
    history: [],
    historyPaths: new Map(),
    tiles: new Map(),
    strangers: [],
    strangersUnlisted: 0,
    hasCheckpoint: false,
  }
  for await (const path of paths) {
    if (path === 'checkpoint') inventory.hasCheckpoint = true
    else if (!takeHistory(inventory, path, anyEntries) && !takeTile(inventory, path)) {
      if (inventory.strangers.length < MOST_STRANGERS) inventory.strangers.push(path)
      else inventory.strangersUnlisted += 1
    }
  }
  inventory.history = [...inventory.historyPaths.keys()].sort((one, other) => one - other)
  return inventory
}

function takeHistory({ historyPaths }: LogInventory, path: string, anyEntries: boolean): boolean {
  const [, decimal = ''] =
    /^checkpoint-history\/(\d+)$/.exec(path) ?? (anyEntries ? /^checkpoint\.(\d+)$/.exec(path) : null) ?? []
  const size = parseCount(decimal)
  if (size === undefined || historyPaths.has(size)) return false
  historyPaths.set(size, path)
  return true
}

function takeTile({ tiles }: LogInventory, path: string): boolean {
  const parts = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (parts === null) return false
  const [, place = '', groups = '', partial] = parts
  const n = Number(groups.replace(/[x/]/g, ''))
  const width = partial === undefined ? TILE_WIDTH : Number(partial)
  const level = place === 'entries' ? ENTRIES : Number(place)
  // One place has one name: leading zeros, needless groups and widths that cannot be make another.
  if (!Number.isSafeInteger(n) || width < 1 || (partial !== undefined && width >= TILE_WIDTH) || level > 63)
    return false
  if ((level === ENTRIES ? entryBundlePath(n, width) : tilePath(level, n, width)) !== path) return false
  addTile({ tiles }, level, n, width)
  return true
}

export function addTile(
  { tiles }: Pick<LogInventory, 'tiles'>,
  level: number,
  n: number,
  width: number,
): void {
  const ofLevel = tiles.get(level) ?? new Map<number, Set<number>>()
  tiles.set(level, ofLevel)
  const widths = ofLevel.get(n)
  if (widths === undefined) ofLevel.set(n, new Set([width]))
  else widths.add(width)
}

export function pathOf(level: number, n: number, width: number): string {
  return level === ENTRIES ? entryBundlePath(n, width) : tilePath(level, n, width)
}

export function has({ tiles }: LogInventory, level: number, n: number, width: number): boolean {
  return tiles.get(level)?.get(n)?.has(width) === true
}
