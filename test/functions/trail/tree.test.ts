import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex, utf8 } from '../../../functions/trail/bytes.ts'
import { leafTileOf } from '../../../functions/trail/entry-bundle.ts'
import {
  EMPTY_ROOT,
  leafHash,
  nodeHash,
  rootOf,
  rootOfTile,
  verifyConsistency,
  verifyInclusion,
} from '../../../functions/trail/merkle.ts'
import { BadTile, consistencyProof, inclusionProof, rootAt } from '../../../functions/trail/tile-tree.ts'
import { leavesOf, rows, tiles, tilesAt } from '../../independent-log/reference-layout.ts'
import { leaf, MTH, PATH, PROOF } from '../../independent-log/reference-tree.ts'
import { readerOf, tilesFromParts } from './log-from-parts.ts'

const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array()
const entries = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => utf8(`entry ${i}`))
/** A size, and an index or an earlier size in it. */
const sizeAndPlace = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))

describe('a tree of any size up to 600, against the independent one', () => {
  const LARGEST = 600
  const leaves = leavesOf(entries(LARGEST))
  const hashes = entries(LARGEST).map(leafHash)
  const read = (size: number) => readerOf(tiles(leaves.slice(0, size)))

  test('given data, then a leaf has the same hash, whatever its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000, size: 'max' }), (data) => {
        expect(toHex(leafHash(data))).toBe(leaf(data))
      }),
    )
    for (const length of [0, 1, 4095, 4096, 4097, 65_535]) {
      const data = new Uint8Array(length).fill(length)
      expect(toHex(leafHash(data))).toBe(leaf(data))
    }
  })

  test('given no leaves, then the root is the hash of nothing', () => {
    expect(toHex(rootOf([]))).toBe(MTH([]))
    expect(toHex(EMPTY_ROOT)).toBe(MTH([]))
    expect(rootOfTile(new Uint8Array())).toEqual(EMPTY_ROOT)
  })

  test('given a size, then the root is the same from hashes, from one row of them and from tiles', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: LARGEST }), async (size) => {
        const root = MTH(leaves.slice(0, size))
        expect(toHex(rootOf(hashes.slice(0, size)))).toBe(root)
        expect(toHex(rootOfTile(bytes(leaves.slice(0, size).join(''))))).toBe(root)
        expect(toHex(await rootAt(size, read(size)))).toBe(root)
      }),
      { numRuns: 60 },
    )
  })

  test('given a place in it, then the proof is RFC 6962’s PATH and holds for this leaf, place, size and root alone', async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndPlace(1, LARGEST), async ([size, index]) => {
        const proof = await inclusionProof(index, size, read(size))
        expect(proof.map(toHex)).toEqual(PATH(index, leaves.slice(0, size)))
        const root = rootOf(hashes.slice(0, size))
        const hash = hashes[index] ?? EMPTY_ROOT
        expect(verifyInclusion(index, size, hash, proof, root)).toBe(true)
        if (size > 1) {
          expect(verifyInclusion(index ^ 1, size, hash, proof, root)).toBe(false)
          expect(verifyInclusion(index, size, hashes[index ^ 1] ?? root, proof, root)).toBe(false)
        }
        for (const changed of tampered(proof))
          expect(verifyInclusion(index, size, hash, changed, root)).toBe(false)
        expect(verifyInclusion(index, size, hash, proof, flip(root, index))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test('given an earlier size, then the proof is RFC 6962’s PROOF and holds for these sizes and roots alone', async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndPlace(2, LARGEST), async ([size, place]) => {
        const old = Math.max(1, place)
        const proof = await consistencyProof(old, size, read(size))
        expect(proof.map(toHex)).toEqual(PROOF(old, leaves.slice(0, size)))
        const [root1, root2] = [rootOf(hashes.slice(0, old)), rootOf(hashes.slice(0, size))]
        expect(verifyConsistency(old, size, root1, root2, proof)).toBe(true)
        for (const changed of tampered(proof))
          expect(verifyConsistency(old, size, root1, root2, changed)).toBe(false)
        expect(verifyConsistency(old, size, flip(root1, old), root2, proof)).toBe(false)
        expect(verifyConsistency(old, size, root1, flip(root2, old), proof)).toBe(false)
        expect(verifyConsistency(size, old, root1, root2, proof)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test('given a log that put other entries under an old checkpoint, then no proof of it holds', async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndPlace(2, LARGEST), async ([size, place]) => {
        const old = Math.max(1, place)
        const forged = leaves.slice(0, size).with(old - 1, leaf(utf8('forged')))
        const proof = await consistencyProof(old, size, readerOf(tiles(forged)))
        expect(
          verifyConsistency(old, size, bytes(MTH(leaves.slice(0, old))), bytes(MTH(forged)), proof),
        ).toBe(false)
      }),
      { numRuns: 30 },
    )
  })

  test('given a proof, then no tile is read twice, and none that a log of the size does not have', async () => {
    for (const [index, size] of [
      [0, 1],
      [3, 257],
      [599, 600],
      [256, 512],
    ] as const) {
      const [proving, comparing] = [read(size), read(size)]
      await inclusionProof(index, size, proving)
      await consistencyProof(index + 1, size, comparing)
      for (const { reads } of [proving, comparing]) {
        expect(new Set(reads).size).toBe(reads.length)
        expect(tiles(leaves.slice(0, size)).keys().toArray()).toEqual(expect.arrayContaining(reads))
      }
    }
  })

  test('given numbers that are none, then verifying says no, and building a proof throws', async () => {
    const root = rootOf(hashes.slice(0, 2))
    const [first, second] = [hashes[0] ?? root, hashes[1] ?? root]
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(verifyInclusion(bad, 2, first, [second], root)).toBe(false)
      expect(verifyInclusion(0, bad, first, [second], root)).toBe(false)
      expect(verifyConsistency(bad, 2, first, root, [second])).toBe(false)
      expect(verifyConsistency(1, bad, first, root, [second])).toBe(false)
      await expect(rootAt(bad, read(2))).rejects.toThrow(RangeError)
      await expect(inclusionProof(bad, 2, read(2))).rejects.toThrow(RangeError)
      await expect(consistencyProof(bad, 2, read(2))).rejects.toThrow(RangeError)
    }
    expect(verifyInclusion(0, 2, first, [second.subarray(1)], root)).toBe(false)
    expect(verifyInclusion(0, 2, first.subarray(1), [second], root)).toBe(false)
    expect(() => nodeHash(first.subarray(1), second)).toThrow('32 bytes')
    expect(() => rootOfTile(first.subarray(1))).toThrow('32 bytes')
    await expect(inclusionProof(2, 2, read(2))).rejects.toThrow('none at 2')
    await expect(consistencyProof(3, 2, read(2))).rejects.toThrow('no past with 3')
  })

  test('given sizes near 2^53, then proofs are judged in as many steps as the tree is high', () => {
    const size = Number.MAX_SAFE_INTEGER
    const proof = Array.from({ length: 53 }, () => EMPTY_ROOT)
    let hash = EMPTY_ROOT
    for (const sibling of proof) hash = nodeHash(hash, sibling)
    expect(verifyInclusion(0, size, EMPTY_ROOT, proof, hash)).toBe(true)
    expect(verifyInclusion(1, size, EMPTY_ROOT, proof, hash)).toBe(true)
    expect(verifyInclusion(2 ** 52, size, EMPTY_ROOT, proof.slice(1), hash)).toBe(false)
    expect(verifyInclusion(0, size, EMPTY_ROOT, [...proof, ...proof], hash)).toBe(false)
  })

  test('given a tile that is too short or too long, then the sentence names it and both lengths', async () => {
    const files = tiles(leaves.slice(0, 300))
    for (const length of [0, 31, 8191, 8193]) {
      const changed = new Map<string, Uint8Array>([...files, ['tile/0/000', new Uint8Array(length)]])
      const reading = rootAt(300, readerOf(changed))
      // The right edge of 300 entries needs the full tile only by its root, one level up.
      await expect(reading).resolves.toHaveLength(32)
      const proving = inclusionProof(0, 300, readerOf(changed))
      await expect(proving).rejects.toThrow(BadTile)
      await expect(inclusionProof(0, 300, readerOf(changed))).rejects.toThrow(
        `tile/0/000 should have 8192 bytes and has ${length}.`,
      )
    }
  })

  test('given a Buffer, whose slices share memory, then computing over it does not change it', () => {
    const tile = Buffer.from(leaves.slice(0, 256).join(''), 'hex')
    const before = tile.toString('hex')
    expect(toHex(rootOfTile(tile))).toBe(MTH(leaves.slice(0, 256)))
    expect(tile.toString('hex')).toBe(before)
  })
})

describe('a log of 70,000 entries and its past', () => {
  const SIZES = [1, 2, 255, 256, 257, 511, 512, 65_536, 70_000]
  const all = entries(70_000)
  const hashes = leafTileOf(all)
  const hex = leavesOf(all)
  const levels = rows(hex)
  const logs = SIZES.map((size) => {
    const files = tilesFromParts(hashes, size)
    return { size, files, read: readerOf(files), root: rootOfTile(hashes.subarray(0, size * 32)) }
  })
  const hash = (index: number): Uint8Array => hashes.subarray(index * 32, index * 32 + 32)

  test('given each of its sizes, then tiles and roots are those of the independent implementation, byte for byte', async () => {
    for (const { size, files, read, root } of logs) {
      const expected = tilesAt(size, levels)
      expect([...files.keys()]).toEqual([...expected.keys()])
      for (const [path, tile] of expected)
        expect(tile.equals(files.get(path) ?? new Uint8Array()), path).toBe(true)
      expect(toHex(root)).toBe(MTH(hex.slice(0, size)))
      expect(await rootAt(size, read)).toEqual(root)
    }
    expect(logs.at(-1)?.files.size).toBe(273 + 1 + 1 + 1 + 1)
  })

  test('given the first, the last and the entries at the seams, then their proofs from tiles hold at each size', async () => {
    for (const { size, read, root } of logs) {
      const seams = [0, 1, 254, 255, 256, 257, 511, 512, 65_535, 65_536, 69_887, 69_888, size - 1]
      for (const index of new Set(seams.filter((seam) => seam < size))) {
        const proof = await inclusionProof(index, size, read)
        expect(verifyInclusion(index, size, hash(index), proof, root), `${index} of ${size}`).toBe(true)
        for (const changed of tampered(proof))
          expect(verifyInclusion(index, size, hash(index), changed, root)).toBe(false)
      }
    }
    const proof = await inclusionProof(65_536, 70_000, logs.at(-1)?.read ?? readerOf(new Map()))
    expect(proof.map(toHex)).toEqual(PATH(65_536, hex))
  })

  test('given each pair of its sizes, then the proof from tiles holds', async () => {
    let pairs = 0
    for (const recent of logs) {
      for (const old of logs.filter(({ size }) => size <= recent.size)) {
        const proof = await consistencyProof(old.size, recent.size, recent.read)
        expect(verifyConsistency(old.size, recent.size, old.root, recent.root, proof)).toBe(true)
        for (const changed of tampered(proof))
          expect(verifyConsistency(old.size, recent.size, old.root, recent.root, changed)).toBe(false)
        pairs += 1
      }
    }
    expect(pairs).toBe(45)
    const proof = await consistencyProof(511, 70_000, logs.at(-1)?.read ?? readerOf(new Map()))
    expect(proof.map(toHex)).toEqual(PROOF(511, hex))
  })
})

function flip(hash: Uint8Array, seed: number): Uint8Array {
  return hash.with(seed % hash.length, (hash[seed % hash.length] ?? 0) ^ (1 << (seed % 8)))
}

/** Each hash changed in one bit, left out and doubled; the whole reversed, cut at both ends and with one more. */
function* tampered(proof: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (const [at, hash] of proof.entries()) {
    yield proof.with(at, flip(hash, at * 7))
    yield proof.toSpliced(at, 1)
    yield proof.toSpliced(at, 0, hash)
  }
  if (proof.length > 1) yield proof.toReversed()
  yield [...proof, EMPTY_ROOT]
  yield [EMPTY_ROOT, ...proof]
}
