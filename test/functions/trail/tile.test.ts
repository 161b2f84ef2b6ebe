import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bundlesBetween,
  bundlesOf,
  eachTileBetween,
  entryBundlePath,
  tilePath,
  tilesBetween,
  tilesOf,
  tileWidth,
} from '../../../functions/trail/tile.ts'
import { numberPath } from '../../independent-log/reference-layout.ts'

const sizes = fc.integer({ min: 0, max: 200_000 })
const paths = (tiles: readonly { level: number; n: number; width: number }[]): string[] =>
  tiles.map(({ level, n, width }) => tilePath(level, n, width))

describe('where tiles and bundles stand', () => {
  test('given the examples of the specification, then these are the paths', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067')
    expect(tilePath(2, 0, 1)).toBe('tile/2/000.p/1')
    expect(entryBundlePath(1000, 17)).toBe('tile/entries/x001/000.p/17')
    expect(entryBundlePath(999)).toBe('tile/entries/999')
  })

  test('given any number, then its path is that of the independent implementation', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        expect(tilePath(3, n)).toBe(`tile/3/${numberPath(n)}`)
      }),
    )
  })

  test('given 70,000 entries, then the log has the tiles that the specification counts', () => {
    const counts = [0, 1, 2].map((level) => tilesOf(70_000).filter((tile) => tile.level === level).length)
    expect(counts).toEqual([274, 2, 1])
    expect(paths(tilesOf(70_000)).filter((path) => path.includes('.p/'))).toEqual([
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ])
    expect(bundlesOf(70_000)).toHaveLength(274)
  })

  test('given 256 entries, then they are one full tile and one partial above; none for none', () => {
    expect(paths(tilesOf(256))).toEqual(['tile/0/000', 'tile/1/000.p/1'])
    expect([tilesOf(0), bundlesOf(0)]).toEqual([[], []])
  })

  test('given any two sizes, then what lies between is what the new one has and the old one has not', () => {
    fc.assert(
      fc.property(sizes, sizes, (a, b) => {
        const [old, recent] = [Math.min(a, b), Math.max(a, b)]
        const had = new Set(paths(tilesOf(old)))
        expect(paths(tilesBetween(old, recent))).toEqual(
          paths(tilesOf(recent)).filter((path) => !had.has(path)),
        )
        const bundles = new Set(bundlesOf(old).map(({ n, width }) => entryBundlePath(n, width)))
        expect(bundlesBetween(old, recent).map(({ n, width }) => entryBundlePath(n, width))).toEqual(
          bundlesOf(recent)
            .map(({ n, width }) => entryBundlePath(n, width))
            .filter((path) => !bundles.has(path)),
        )
      }),
      { numRuns: 50 },
    )
  })

  test('given any tile of a log, then its width is that of the formula in the specification', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        for (const { level, n, width } of tilesOf(size)) {
          expect(width).toBe(tileWidth(level, n, size))
          const partial = Math.floor(size / 256 ** level) % 256
          expect(width === 256 || width === partial).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('given a log that claims 2^53 − 1 entries, then its tiles come one by one, and nothing is built up', () => {
    const tiles = eachTileBetween(0, Number.MAX_SAFE_INTEGER)
    expect([tiles.next().value, tiles.next().value]).toMatchObject([{ n: 0 }, { n: 1 }])
    expect(tileWidth(6, 0, Number.MAX_SAFE_INTEGER)).toBe(31)
  })

  test('given numbers that are none, then it says so', () => {
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => tilePath(0, bad)).toThrow(RangeError)
      expect(() => tilePath(bad, 0)).toThrow(RangeError)
      expect(() => tilesOf(bad)).toThrow(RangeError)
      expect(() => bundlesOf(bad)).toThrow(RangeError)
    }
    expect(() => tilePath(64, 0)).toThrow('level 64')
    for (const width of [0, 257, 1.5]) expect(() => entryBundlePath(0, width)).toThrow(`width ${width}`)
    expect(() => tilesBetween(2, 1)).toThrow('does not shrink')
  })
})
