import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../../functions/trail/bytes.ts'
import { BadBundle, decodeBundle, encodeBundle, leafTileOf } from '../../../functions/trail/entry-bundle.ts'
import { bundles, entriesOf, leavesOf, tiles } from '../../independent-log/reference-layout.ts'
import { bundlesFromParts } from './log-from-parts.ts'

const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 })
const sentence = /^[A-Z0-9][^\n]{10,200}\.$/

/** What the function says when it throws BadBundle. */
function complaint(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof BadBundle) return error.message
    throw error
  }
  return 'nothing'
}

describe('a bundle of entries', () => {
  test('given any entries, then it is that of the independent implementation, reads back, and hashes to the tile', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const bundle = encodeBundle(all)
        const width = all.length
        expect(toHex(bundle)).toBe([...bundles(all).values()][0]?.toString('hex'))
        expect(decodeBundle(bundle, width).map(toHex)).toEqual(all.map(toHex))
        expect(entriesOf(Buffer.from(bundle), width).map(toHex)).toEqual(all.map(toHex))
        const [tile] = [...tiles(leavesOf(all)).values()]
        expect(toHex(leafTileOf(decodeBundle(bundle, width)))).toBe(tile?.toString('hex'))
      }),
    )
  })

  test('given logs around full bundles, then all bundles are those of the independent implementation', () => {
    const all = Array.from({ length: 600 }, (_, index) => new Uint8Array(index).fill(index))
    for (const size of [0, 1, 255, 256, 257, 511, 512, 513, 600]) {
      const ours = bundlesFromParts(all.slice(0, size))
      const theirs = bundles(all.slice(0, size))
      expect([...ours].map(([path, bytes]) => [path, toHex(bytes)])).toEqual(
        [...theirs].map(([path, bytes]) => [path, bytes.toString('hex')]),
      )
    }
  })

  test('given entries of no and of all the bytes that fit, then they come back; one more byte is refused', () => {
    const [none, most] = [new Uint8Array(), new Uint8Array(65_535).fill(7)]
    expect(decodeBundle(encodeBundle([none, most, none]), 3)).toEqual([none, most, none])
    expect(complaint(() => encodeBundle([none, new Uint8Array(65_536)]))).toBe(
      'Entry 1 has 65536 bytes; an entry in a bundle has at most 65535.',
    )
    expect(complaint(() => encodeBundle([]))).toBe('A bundle holds 1 to 256 entries, not 0.')
    expect(complaint(() => encodeBundle(Array.from({ length: 257 }, () => none)))).toContain('not 257')
  })

  test('given too few entries, too many, a length beyond the end or half a length, then it says which and where', () => {
    const bundle = encodeBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4)])
    expect(complaint(() => decodeBundle(bundle, 3))).toBe('The bundle ends at byte 8, before entry 2 of 3.')
    expect(complaint(() => decodeBundle(bundle, 1))).toBe('3 bytes follow the last of 1 entries, at byte 5.')
    expect(complaint(() => decodeBundle(bundle.with(0, 255), 2))).toBe(
      'Entry 0 claims 65283 bytes from byte 2, but the bundle ends at 8.',
    )
    expect(complaint(() => decodeBundle(bundle.subarray(0, 6), 2))).toBe(
      'The bundle ends at byte 6, before entry 1 of 2.',
    )
    expect(complaint(() => decodeBundle(new Uint8Array(), 1))).toBe(
      'The bundle ends at byte 0, before entry 0 of 1.',
    )
    expect(
      complaint(() => decodeBundle(new TextEncoder().encode('<!doctype html><title>404</title>'), 1)),
    ).toMatch(/^Entry 0 claims 15393 bytes/)
  })

  test('given any bytes at all, then it reads exactly as many entries as it should, or says one sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 1, max: 256 }), (bytes, width) => {
        const said = complaint(() => {
          const read = decodeBundle(bytes, width)
          expect(read).toHaveLength(width)
          expect(toHex(encodeBundle(read))).toBe(toHex(bytes))
        })
        if (said !== 'nothing') expect(said).toMatch(sentence)
      }),
    )
  })
})
