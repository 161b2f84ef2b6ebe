import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex, utf8 } from '../../functions/trail/bytes.ts'
import { formatCheckpoint } from '../../functions/trail/checkpoint.ts'
import { decodeBundle } from '../../functions/trail/entry-bundle.ts'
import { integrate, partialTilesOf, type RightEdge } from '../../functions/trail/sequencer/integrate.ts'
import { entryBundlePath, TILE_WIDTH } from '../../functions/trail/tile.ts'
import { signingKey } from '../functions/trail/signing-key.ts'
import { checkLog } from './check-log.ts'
import { bundles, leavesOf, rows, tilesAt } from './reference-layout.ts'
import { MTH } from './reference-tree.ts'

const SIZES = [1, 2, 255, 256, 257, 511, 512, 65_536, 70_000]
const LARGEST = 70_000
const entries = Array.from({ length: LARGEST }, (_, index) => utf8(`{"entry":${index}}`))
const leaves = leavesOf(entries)
const levels = rows(leaves)
const key = await signingKey('log.example/audit')

/** Where a log ends, from what was stored of it. */
function edgeOf(size: number, stored: ReadonlyMap<string, Uint8Array>): RightEdge {
  const tiles = new Map<number, Uint8Array>()
  for (const { level, path } of partialTilesOf(size)) tiles.set(level, stored.get(path) ?? new Uint8Array())
  const width = size % TILE_WIDTH
  const last = stored.get(entryBundlePath(Math.floor(size / TILE_WIDTH), width || TILE_WIDTH))
  return { size, tiles, entries: width === 0 || last === undefined ? [] : decodeBundle(last, width) }
}

/** Grows a log from one size to the next, and says what came to be stored at each of them. */
async function grow(sizes: readonly number[]) {
  const stored = new Map<string, Uint8Array>()
  const grown: { size: number; root: string; added: Map<string, Uint8Array> }[] = []
  let before = 0
  for (const size of sizes) {
    const { root, objects } = await integrate(edgeOf(before, stored), entries.slice(before, size))
    for (const path of objects.keys()) expect(stored.has(path), `${path} would be written twice`).toBe(false)
    for (const [path, bytes] of objects) stored.set(path, bytes)
    grown.push({ size, root: toHex(root), added: objects })
    before = size
  }
  return { stored, grown }
}

function expectToHold(stored: ReadonlyMap<string, Uint8Array>, expected: ReadonlyMap<string, Buffer>): void {
  for (const [path, bytes] of expected)
    expect(bytes.equals(stored.get(path) ?? new Uint8Array()), path).toBe(true)
}

describe('a log that the sequencer grows, for somebody who has nothing but the texts', () => {
  test('given each of the sizes, then every tile, every bundle and the root are what the independent implementation makes', async () => {
    const { stored, grown } = await grow(SIZES)
    const needed = new Set<string>()
    for (const { size, root } of grown) {
      expect(root).toBe(MTH(leaves.slice(0, size)))
      const expected = new Map([...tilesAt(size, levels), ...bundles(entries.slice(0, size))])
      expectToHold(stored, expected)
      for (const path of expected.keys()) needed.add(path)
    }
    expect([...stored.keys()].sort()).toEqual([...needed].sort())
    for (const { size, root } of grown) {
      const text = formatCheckpoint({ origin: key.name, size, root: Buffer.from(root, 'hex') })
      const files = new Map([...stored, ['checkpoint', utf8(await key.note(text))] as const])
      const checked = checkLog((path) => files.get(path), key.vkey)
      expect(checked).toMatchObject({ origin: key.name, size, root })
    }
  })

  test('given any steps in which it grows, then what it stores does not depend on them, but for partial files', async () => {
    const steps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(steps, async (added) => {
        const sizes = added.map((_, index) => added.slice(0, index + 1).reduce((sum, step) => sum + step, 0))
        const { stored, grown } = await grow(sizes)
        for (const { size, root } of grown) {
          expect(root).toBe(MTH(leaves.slice(0, size)))
          expectToHold(stored, tilesAt(size, levels))
          expectToHold(stored, bundles(entries.slice(0, size)))
        }
      }),
      { numRuns: 15 },
    )
  })

  test('given one byte of one of its files changed, then the independent implementation finds it', async () => {
    const { stored, grown } = await grow([300])
    const root = Buffer.from(grown[0]?.root ?? '', 'hex')
    const note = utf8(await key.note(formatCheckpoint({ origin: key.name, size: 300, root })))
    const files = new Map([...stored, ['checkpoint', note] as const])
    expect(checkLog((path) => files.get(path), key.vkey).entries).toHaveLength(300)
    for (const [path, bytes] of files) {
      const at = Math.floor(bytes.length / 3)
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ 1)
      const read = (asked: string) => (asked === path ? changed : files.get(asked))
      expect(() => checkLog(read, key.vkey), path).toThrow()
    }
  })
})
