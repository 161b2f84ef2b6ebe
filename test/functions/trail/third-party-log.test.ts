import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { toBase64, toHex, utf8 } from '../../../functions/trail/bytes.ts'
import { type Checkpoint, formatCheckpoint, parseCheckpoint } from '../../../functions/trail/checkpoint.ts'
import { decodeBundle, encodeBundle, leafTileOf } from '../../../functions/trail/entry-bundle.ts'
import { leafHash, verifyConsistency, verifyInclusion } from '../../../functions/trail/merkle.ts'
import { openNote, parseVkey } from '../../../functions/trail/note.ts'
import { bundlesOf, entryBundlePath, tilePath, tilesOf } from '../../../functions/trail/tile.ts'
import { consistencyProof, inclusionProof, rootAt } from '../../../functions/trail/tile-tree.ts'
import { corpus } from '../../conformance/corpus.ts'
import { bundles, leavesOf, tiles } from '../../independent-log/reference-layout.ts'
import { MTH } from '../../independent-log/reference-tree.ts'
import { signingKey } from './signing-key.ts'

/** The sizes at which the log was signed. */
const SIZES = Array.from({ length: 16 }, (_, size) => size)
const tessera = corpus('trail-vectors/tessera-log')

interface Log {
  vkey: string
  files: Map<string, Uint8Array>
  lastRoot: string
}

function theirs(): Log {
  const place = `${tessera.path}testdata/log`
  const paths = readdirSync(place, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
  return {
    vkey: 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx',
    files: new Map(paths.map((path) => [path.slice(place.length + 1), readFileSync(path)])),
    lastRoot: 'rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=',
  }
}

/** The same shape, built by the independent implementation. */
async function standIn(): Promise<Log> {
  const key = await signingKey('example.com/log/own')
  const files = new Map<string, Uint8Array>()
  const entries = SIZES.slice(0, 15).map((index) => utf8(`entry ${index}`))
  for (const size of SIZES) {
    const leaves = leavesOf(entries.slice(0, size))
    for (const [path, bytes] of [...bundles(entries.slice(0, size)), ...tiles(leaves)]) files.set(path, bytes)
    const text = `example.com/log/own\n${size}\n${Buffer.from(MTH(leaves), 'hex').toString('base64')}\n`
    files.set(`checkpoint.${size}`, utf8(await key.note(text)))
  }
  files.set('checkpoint', files.get('checkpoint.15') ?? new Uint8Array())
  return { vkey: key.vkey, files, lastRoot: Buffer.from(MTH(leavesOf(entries)), 'hex').toString('base64') }
}

describe(`a log that others made (${tessera.label})`, async () => {
  const log = existsSync(tessera.path) ? theirs() : await standIn()
  const vkey = parseVkey(log.vkey)
  const file = (path: string): Uint8Array => {
    const bytes = log.files.get(path)
    if (bytes === undefined) throw new Error(`${path} is not there`)
    return bytes
  }
  const read = async (path: string): Promise<Uint8Array> => file(path)
  const open = async (path: string): Promise<Checkpoint> =>
    parseCheckpoint((await openNote(file(path), [vkey])).text)

  test('given its sixteen checkpoints and the current one, then each is signed and its root follows from the tiles', async () => {
    for (const size of SIZES) {
      const checkpoint = await open(`checkpoint.${size}`)
      expect(checkpoint.size).toBe(size)
      expect(toHex(await rootAt(size, read))).toBe(toHex(checkpoint.root))
      const { text } = await openNote(file(`checkpoint.${size}`), [vkey])
      expect(formatCheckpoint(checkpoint)).toBe(text)
    }
    const current = await open('checkpoint')
    expect([current.size, toBase64(current.root)]).toEqual([15, log.lastRoot])
  })

  test('given all its files, then they are those that logs of these sizes need, and the tiles follow from the bundles', () => {
    const needed = new Set(['checkpoint', ...SIZES.map((size) => `checkpoint.${size}`)])
    for (const size of SIZES) {
      for (const { n, width } of bundlesOf(size)) {
        const bundle = file(entryBundlePath(n, width))
        const entries = decodeBundle(bundle, width)
        expect(toHex(encodeBundle(entries))).toBe(toHex(bundle))
        expect(toHex(leafTileOf(entries))).toBe(toHex(file(tilePath(0, n, width))))
        needed.add(entryBundlePath(n, width))
      }
      for (const { level, n, width } of tilesOf(size)) needed.add(tilePath(level, n, width))
    }
    expect([...log.files.keys()].sort()).toEqual([...needed].sort())
    expect(needed.size).toBe(17 + 15 + 15)
  })

  test('given every entry at every size, then its proof from the tiles holds, and for no other place', async () => {
    const entries = decodeBundle(file(entryBundlePath(0, 15)), 15)
    let proofs = 0
    for (const size of SIZES) {
      const { root } = await open(`checkpoint.${size}`)
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, read)
        for (const [other, entry] of entries.entries())
          expect(verifyInclusion(index, size, leafHash(entry), proof, root)).toBe(other === index)
        proofs += 1
      }
    }
    expect(proofs).toBe(120)
  })

  test('given every pair of sizes, then the proof of consistency holds, and not between other roots', async () => {
    const roots = await Promise.all(SIZES.map(async (size) => (await open(`checkpoint.${size}`)).root))
    let pairs = 0
    for (const newSize of SIZES) {
      for (const oldSize of SIZES.slice(0, newSize + 1)) {
        const proof = await consistencyProof(oldSize, newSize, read)
        for (const [other, root] of roots.entries()) {
          const holds = verifyConsistency(oldSize, newSize, root, roots[newSize] ?? root, proof)
          expect(holds, `${oldSize} to ${newSize} with the root at ${other}`).toBe(other === oldSize)
        }
        pairs += 1
      }
    }
    expect(pairs).toBe(136)
  })
})
