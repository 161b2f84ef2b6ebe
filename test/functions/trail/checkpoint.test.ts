import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BadCheckpoint, formatCheckpoint, parseCheckpoint } from '../../../functions/trail/checkpoint.ts'
import { EMPTY_ROOT } from '../../../functions/trail/merkle.ts'
import { referenceCheckpoint } from '../../independent-log/reference-note.ts'

const ROOT = 'ERERERERERERERERERERERERERERERERERERERERERE='
const GOOD = `log.example/audit\n12\n${ROOT}\n`
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('a checkpoint', () => {
  test('given any log, size and root, then its text reads back, for the independent reader too', () => {
    fc.assert(
      fc.property(
        fc.webAuthority(),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        hash,
        (origin, size, root) => {
          const text = formatCheckpoint({ origin, size, root })
          expect(parseCheckpoint(text)).toEqual({ origin, size, root })
          expect(referenceCheckpoint(text)).toEqual({ origin, size, root: Buffer.from(root).toString('hex') })
        },
      ),
    )
    expect(parseCheckpoint(formatCheckpoint({ origin: 'a', size: 0, root: EMPTY_ROOT })).size).toBe(0)
  })

  test('given lines behind the third, then they are tolerated, unless one is empty', () => {
    expect(parseCheckpoint(`${GOOD}extension\nand another\n`)).toEqual(parseCheckpoint(GOOD))
    expect(() => parseCheckpoint(`${GOOD}\nextension\n`)).toThrow('Line 4 of the checkpoint is empty.')
    expect(() => parseCheckpoint(`${GOOD}\n`)).toThrow(BadCheckpoint)
  })

  test.each<[string, string, string]>([
    ['no line feed at the end', GOOD.slice(0, -1), 'does not end with a line feed'],
    ['nothing', '', 'does not end with a line feed'],
    ['two lines', 'log.example\n12\n', 'has 2 of the three lines'],
    ['no origin', `\n12\n${ROOT}\n`, 'Line 1 of the checkpoint is empty'],
    ['a leading zero', GOOD.replace('12', '012'), 'not "012"'],
    ['two zeros', GOOD.replace('12', '00'), 'not "00"'],
    ['a plus', GOOD.replace('12', '+12'), 'not "+12"'],
    ['a minus', GOOD.replace('12', '-0'), 'not "-0"'],
    ['hex', GOOD.replace('12', '0x12'), 'not "0x12"'],
    ['an exponent', GOOD.replace('12', '1e3'), 'not "1e3"'],
    ['a space', GOOD.replace('12', '12 '), 'not "12 "'],
    ['a CR', GOOD.replace('12', '12\r'), 'not "12\\r"'],
    ['digits of another script', GOOD.replace('12', '١٢'), 'not "١٢"'],
    ['2^53', GOOD.replace('12', String(2 ** 53)), 'below 2^53, not "9007199254740992"'],
    ['2^64', GOOD.replace('12', '18446744073709551616'), 'below 2^53'],
    ['a million digits', GOOD.replace('12', '1'.repeat(1_000_000)), `not "${'1'.repeat(40)}"`],
    [
      'a root that is too short',
      GOOD.replace(ROOT, 'ERER'),
      'Line 3 of the checkpoint, the root, should be 32 bytes',
    ],
    ['a root with stray bits', GOOD.replace('E=', 'F='), 'canonical base64'],
    ['a root in hex', GOOD.replace(ROOT, '11'.repeat(32)), 'should be 32 bytes'],
    ['a root of no entries that is not', GOOD.replace('12', '0'), 'not the root of a log without entries'],
  ])('given %s, then it says so', (_, text, said) => {
    expect(() => parseCheckpoint(text)).toThrow(BadCheckpoint)
    expect(() => parseCheckpoint(text)).toThrow(said)
  })

  test('given any text, then it is a checkpoint only if it is spelled as one', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('0', '12', ROOT, 'log.example', ''))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const text = `${lines.join('\n')}\n`
        try {
          const checkpoint = parseCheckpoint(text)
          expect(text.startsWith(formatCheckpoint(checkpoint))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(BadCheckpoint)
        }
      }),
    )
  })

  test('given what cannot be a checkpoint, then none is written', () => {
    const good = { origin: 'a', size: 1, root: new Uint8Array(32) }
    for (const bad of [
      { size: -1 },
      { size: 0.5 },
      { size: 2 ** 53 },
      { origin: '' },
      { origin: 'a\nb' },
      { root: new Uint8Array(31) },
    ])
      expect(() => formatCheckpoint({ ...good, ...bad })).toThrow(BadCheckpoint)
  })
})
