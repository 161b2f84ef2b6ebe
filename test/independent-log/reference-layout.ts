import { leaf, MTH } from './reference-tree.ts'

/*
 * C2SP tlog-tiles from its text: which files a log consists of and what is in them, made in the dullest way. It shares no
 * line with functions/trail.
 */

/** N as the text has it: three digits per path element, all but the last with an x before them. */
export function numberPath(n: number): string {
  const digits = String(n)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  return padded.replace(/\d{3}(?=\d)/g, 'x$&/')
}

/** Cuts a row of hashes or entries into full files and, at its end, a partial one. */
function* filesOf<T>(row: readonly T[], folder: string): Generator<[path: string, content: T[]]> {
  for (let n = 0; n * 256 < row.length; n += 1) {
    const content = row.slice(n * 256, n * 256 + 256)
    const partial = content.length === 256 ? '' : `.p/${content.length}`
    yield [`${folder}/${numberPath(n)}${partial}`, content]
  }
}

/**
 * The rows of hashes of a tree, level by level: MTH(D[i · 256^l : (i + 1) · 256^l]) for each i for which that range is whole.
 * Computed from the level below, as the hash of 256 subtrees that are whole is the hash of them all.
 */
export function rows(leaves: readonly string[]): string[][] {
  const levels: string[][] = []
  for (let row = [...leaves]; row.length > 0; ) {
    levels.push(row)
    const above: string[] = []
    for (let i = 0; (i + 1) * 256 <= row.length; i += 1) above.push(MTH(row.slice(i * 256, (i + 1) * 256)))
    row = above
  }
  return levels
}

/** Every tile of a log by its path. */
export function tiles(leaves: readonly string[]): Map<string, Buffer> {
  return tilesFrom(rows(leaves))
}

/** The same from the rows of a larger log: those of a smaller one are their beginnings. */
export function tilesAt(size: number, largest: readonly string[][]): Map<string, Buffer> {
  return tilesFrom(largest.map((row, level) => row.slice(0, Math.floor(size / 256 ** level))))
}

function tilesFrom(levels: readonly string[][]): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (const [level, row] of levels.entries())
    for (const [path, hashes] of filesOf(row, `tile/${level}`))
      files.set(path, Buffer.from(hashes.join(''), 'hex'))
  return files
}

/** Every entry bundle of a log by its path. */
export function bundles(entries: readonly Uint8Array[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (const [path, content] of filesOf(entries, 'tile/entries'))
    files.set(
      path,
      Buffer.concat(
        content.flatMap((entry) => {
          const length = Buffer.alloc(2)
          length.writeUInt16BE(entry.length)
          return [length, entry]
        }),
      ),
    )
  return files
}

/** The entries of a bundle; throws unless there are as many as asked for and nothing else. */
export function entriesOf(bundle: Buffer, width: number): Buffer[] {
  const entries: Buffer[] = []
  let rest = bundle
  while (rest.length > 0) {
    const length = rest.readUInt16BE(0)
    if (rest.length < 2 + length) throw new Error('an entry is cut off')
    entries.push(rest.subarray(2, 2 + length))
    rest = rest.subarray(2 + length)
  }
  if (entries.length !== width) throw new Error(`${entries.length} entries instead of ${width}`)
  return entries
}

export function leavesOf(entries: readonly Uint8Array[]): string[] {
  return entries.map(leaf)
}
