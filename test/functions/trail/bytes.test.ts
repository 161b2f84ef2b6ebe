import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
  utf8,
  utf8Text,
} from '../../../functions/trail/bytes.ts'
import { commit } from '../../../functions/trail/commitment.ts'
import * as inBrowsers from '../../../functions/trail/sha256.browser.ts'
import * as inNode from '../../../functions/trail/sha256.ts'

const data = fc.uint8Array({ maxLength: 300 })

describe('spellings of bytes', () => {
  test('given any bytes, then hex and base64 are Node’s, and read back', () => {
    fc.assert(
      fc.property(data, (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(fromHex(toHex(bytes))).toEqual(bytes)
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      }),
    )
  })

  test('given another spelling of the same bytes, then it is none', () => {
    expect(fromBase64('AQ==')).toEqual(Uint8Array.of(1))
    for (const text of [
      'AR==',
      'AQ=',
      'AQ',
      'AQ==\n',
      ' AQ==',
      'A Q==',
      'AQ==AQ==',
      '=',
      '====',
      'AQ-_',
      'AQ\u00e9=',
    ])
      expect(fromBase64(text), text).toBeUndefined()
    for (const text of ['0', 'AB', 'zz', '0x', ' 00', '00\n']) expect(fromHex(text), text).toBeUndefined()
    expect([fromHex(''), fromBase64('')]).toEqual([new Uint8Array(), new Uint8Array()])
  })

  test('given any text, then what is read as base64 or hex is spelled the same when written', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[A-Za-z0-9+/]{0,9}={0,3}$/)),
        (text) => {
          const bytes = fromBase64(text)
          if (bytes !== undefined) expect(toBase64(bytes)).toBe(text)
          const hex = fromHex(text)
          if (hex !== undefined) expect(toHex(hex)).toBe(text)
        },
      ),
    )
  })

  test('given text, then its bytes read back, a mark of the byte order too; given other bytes, then it throws', () => {
    for (const text of ['', 'é€😀', '\ufeffmark']) expect(utf8Text(utf8(text))).toBe(text)
    expect(() => utf8Text(Uint8Array.of(0xc3, 0x28))).toThrow(TypeError)
  })

  test('given two arrays, then they are equal byte by byte, and together as long as both', () => {
    fc.assert(
      fc.property(data, data, (a, b) => {
        expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0)
        expect(concatBytes(a, b)).toEqual(new Uint8Array(Buffer.concat([a, b])))
      }),
    )
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false)
  })
})

describe('SHA-256', () => {
  test('given parts of any length, then Node’s and the browsers’ are the same, in an array of its own or in another', () => {
    fc.assert(
      fc.property(fc.array(data, { maxLength: 4 }), (parts) => {
        const expected = createHash('sha256').update(Buffer.concat(parts)).digest('hex')
        for (const { sha256, sha256Into } of [inNode, inBrowsers]) {
          expect(toHex(sha256(...parts))).toBe(expected)
          const target = new Uint8Array(40).fill(9)
          sha256Into(target, 4, concatBytes(...parts))
          expect(toHex(target)).toBe(`09090909${expected}09090909`)
        }
      }),
    )
  })

  test('given a salt, a field and a value, then the commitment is the HMAC that the documentation describes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary', maxLength: 500, size: 'max' }),
        (salt, field, value) => {
          const length = (text: string): Buffer => {
            const bytes = Buffer.alloc(4)
            bytes.writeUInt32BE(Buffer.byteLength(text))
            return bytes
          }
          const hmac = createHmac('sha256', salt).update('countersign/commit/v1\0')
          hmac.update(length(field)).update(field).update(length(value)).update(value)
          expect(commit(salt, field, value)).toBe(hmac.digest('hex'))
        },
      ),
    )
  })
})
