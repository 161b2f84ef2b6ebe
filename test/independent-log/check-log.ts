import { bundles, entriesOf, leavesOf, numberPath, tiles } from './reference-layout.ts'
import { referenceCheckpoint, referenceKey, referenceOpen } from './reference-note.ts'
import { MTH } from './reference-tree.ts'

/**
 * Checks a log as an outsider would who has nothing but the texts: the checkpoint is signed, and each of the files that a log of
 * its size consists of is there and holds, byte for byte, what follows from the entries; then the root.
 * @param read a file by its path below the log's root, undefined where there is none.
 * @returns the entries. Throws with the path that is wrong.
 */
export function checkLog(
  read: (path: string) => Uint8Array | undefined,
  vkey: string,
): { origin: string; size: number; root: string; entries: Buffer[] } {
  const file = (path: string): Buffer => {
    const bytes = read(path)
    if (bytes === undefined) throw new Error(`${path} is missing`)
    return Buffer.from(bytes)
  }
  const { text } = referenceOpen(file('checkpoint').toString('utf8'), referenceKey(vkey))
  const { origin, size, root } = referenceCheckpoint(text)
  const entries: Buffer[] = []
  for (let n = 0; entries.length < size; n += 1) {
    const width = Math.min(256, size - entries.length)
    const path = `tile/entries/${numberPath(n)}${width === 256 ? '' : `.p/${width}`}`
    entries.push(...entriesOf(file(path), width))
  }
  const leaves = leavesOf(entries)
  for (const [path, expected] of [...bundles(entries), ...tiles(leaves)])
    if (!file(path).equals(expected)) throw new Error(`${path} does not hold what follows from the entries`)
  if (MTH(leaves) !== root) throw new Error('the root does not follow from the entries')
  return { origin, size, root, entries }
}
