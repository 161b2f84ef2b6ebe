import { equalBytes, toHex } from '../bytes.ts'
import { BadBundle, decodeBundle, leafTileOf } from '../entry-bundle.ts'
import { HASH_BYTES, verifyConsistency } from '../merkle.ts'
import { bundlesBetween, entryBundlePath, TILE_WIDTH, tilePath } from '../tile.ts'
import { consistencyProof, rootAt } from '../tile-tree.ts'
import { type Integration, integrate, partialTilesOf, partialWidth, type RightEdge } from './integrate.ts'
import type { LogHead } from './ledger.ts'
import type { LogObjects } from './log-objects.ts'
import { LogTrouble } from './log-trouble.ts'

/** S3 takes thousands a second; a small Lambda has few cores and one network card. */
const PUTS_AT_ONCE = 8

/**
 * Writes the tiles and bundles for entries behind the log, and verifies them as they came to stand in the bucket.
 * @param hashes the entries' leaf hashes, hex, as the batches have them.
 * @param bytes the entries.
 */
export async function extendLog(
  objects: LogObjects,
  head: LogHead,
  hashes: readonly string[],
  bytes: readonly Uint8Array[],
): Promise<Integration> {
  const edge = await readRightEdge(objects, head)
  const integration = await integrate(edge, bytes)
  await inParallel(PUTS_AT_ONCE, [...integration.objects], async ([path, content]) => {
    if ((await objects.putOnce(path, content)) === 'exists') await holdAgainst(objects, path, content)
  })
  await verifyExtension(objects, head, integration, hashes)
  return integration
}

/** The content that a path has must be the one that it should get; otherwise two logs fight for one bucket. */
export async function holdAgainst(objects: LogObjects, path: string, content: Uint8Array): Promise<void> {
  const there = await objects.read(path)
  if (there !== undefined && equalBytes(there.bytes, content)) return
  throw new LogTrouble(
    'object-differs',
    `The bucket holds another content at ${path} than the one that follows from the table. One of them was changed, or the table is not the one that this log was made from. Compare both with what auditors hold; write-once objects cannot be mended, so the table must be restored or a new log begun.`,
  )
}

async function readRightEdge(objects: LogObjects, head: LogHead): Promise<RightEdge> {
  const size = head.integratedSize
  const read = readerOf(objects)
  const tiles = new Map<number, Uint8Array>()
  await Promise.all(
    partialTilesOf(size).map(async ({ level, path }) => {
      tiles.set(level, await read(path))
    }),
  )
  await checkRoot(size, head.root, read)
  const width = partialWidth(0, size)
  if (width === 0) return { size, tiles, entries: [] }
  const path = entryBundlePath(Math.floor(size / TILE_WIDTH), width)
  const entries = entriesIn(path, await read(path), width)
  if (!equalBytes(leafTileOf(entries), tiles.get(0) ?? new Uint8Array(0))) throw broken(path)
  return { size, tiles, entries }
}

/**
 * Believes nothing that this process has in memory: reads the right edge and the new bundles back from the bucket, recomputes
 * the root, and checks that the new tree begins with the old one. Throws LogTrouble.
 */
async function verifyExtension(
  objects: LogObjects,
  head: LogHead,
  { size, root }: Integration,
  hashes: readonly string[],
): Promise<void> {
  const read = readerOf(objects)
  await checkRoot(size, root, read)
  await checkConsistency({ size: head.integratedSize, root: head.root }, { size, root }, read)
  await checkBundles(head.integratedSize, size, read, (path, n, width, leaves) => {
    for (let at = 0; at < width; at += 1) {
      const hash = hashes[n * TILE_WIDTH + at - head.integratedSize]
      if (hash !== undefined && hash !== toHex(leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)))
        throw broken(path)
    }
  })
}

/**
 * The bundles that the later tree has and the earlier one has not hold the entries of its leaf tiles. Throws LogTrouble.
 * @param look is shown each bundle's leaf hashes, 32 bytes after 32 bytes.
 */
export async function checkBundles(
  earlier: number,
  later: number,
  read: (path: string) => Promise<Uint8Array>,
  look: (path: string, n: number, width: number, leaves: Uint8Array) => void = () => {},
): Promise<void> {
  await inParallel(PUTS_AT_ONCE, bundlesBetween(earlier, later), async ({ n, width }) => {
    const path = entryBundlePath(n, width)
    const leaves = leafTileOf(entriesIn(path, await read(path), width))
    if (!equalBytes(leaves, await read(tilePath(0, n, width)))) throw broken(path)
    look(path, n, width, leaves)
  })
}

/** Recomputes a root from the bucket's tiles. Throws LogTrouble when it is another. */
export async function checkRoot(
  size: number,
  root: Uint8Array,
  read: (path: string) => Promise<Uint8Array>,
): Promise<void> {
  if (equalBytes(await rootAt(size, read), root)) return
  throw new LogTrouble(
    'object-broken',
    `The tiles of ${size} entries in the bucket do not lead to the root that the table has for them: a tile was changed, or the table does not belong to this bucket. Nothing is signed. Compare both with what auditors hold.`,
  )
}

/** Throws LogTrouble unless the later tree begins with the earlier one. */
export async function checkConsistency(
  earlier: { size: number; root: Uint8Array },
  later: { size: number; root: Uint8Array },
  read: (path: string) => Promise<Uint8Array>,
): Promise<void> {
  const proof = await consistencyProof(earlier.size, later.size, read)
  if (verifyConsistency(earlier.size, later.size, earlier.root, later.root, proof)) return
  throw new LogTrouble(
    'root-differs',
    `The tree of ${later.size} entries does not begin with the published one of ${earlier.size}: entries were changed or exchanged. Nothing is signed. Compare both with what auditors and witnesses hold.`,
  )
}

/** Reads each object once; an object that is missing halts the log. */
export function readerOf(objects: LogObjects): (path: string) => Promise<Uint8Array> {
  const read = new Map<string, Promise<Uint8Array>>()
  return (path) => {
    const known = read.get(path)
    if (known !== undefined) return known
    const reading = objects.read(path).then((object) => {
      if (object !== undefined) return object.bytes
      throw new LogTrouble(
        'object-missing',
        `The bucket lacks ${path}, which was written and cannot have been removed by this app. Restore the bucket, or point the sequencer to the one that the log was published in.`,
      )
    })
    read.set(path, reading)
    return reading
  }
}

function entriesIn(path: string, bytes: Uint8Array, width: number): Uint8Array[] {
  try {
    return decodeBundle(bytes, width)
  } catch (error) {
    throw error instanceof BadBundle ? broken(path) : error
  }
}

const broken = (path: string) =>
  new LogTrouble(
    'object-broken',
    `The entries in ${path} do not have the hashes that the log holds for them. Nothing is signed. Compare the object with what auditors hold.`,
  )

/** Works on so many at once; the first failure is thrown when those under way have ended. */
async function inParallel<T>(
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values()
  const workers = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (const item of rest) await work(item)
  })
  const outcomes = await Promise.allSettled(workers)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
