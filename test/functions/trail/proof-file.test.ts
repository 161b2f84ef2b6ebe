import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { fromHex, toHex, utf8 } from '../../../functions/trail/bytes.ts'
import { formatCheckpoint } from '../../../functions/trail/checkpoint.ts'
import { parseVkey } from '../../../functions/trail/note.ts'
import {
  BadProofFile,
  formatProofFile,
  parseProofFile,
  verifyProofFile,
} from '../../../functions/trail/proof-file.ts'
import { inclusionProof, rootAt } from '../../../functions/trail/tile-tree.ts'
import { leavesOf, tiles } from '../../independent-log/reference-layout.ts'
import { referenceProof } from '../../independent-log/reference-note.ts'
import { PATH } from '../../independent-log/reference-tree.ts'
import { readerOf } from './log-from-parts.ts'
import { signingKey } from './signing-key.ts'

const ORIGIN = 'log.example/audit'
const SIZE = 300
const entries = Array.from({ length: SIZE }, (_, index) => utf8(`{"entry":${index}}`))
const leaves = leavesOf(entries)
const read = readerOf(tiles(leaves))
const log = await signingKey(ORIGIN)
const vkey = parseVkey(log.vkey)
const entry = (index: number): Uint8Array => entries[index] ?? new Uint8Array()

describe('a proof that is kept for years', () => {
  let checkpoint = ''
  let file = ''
  const fileOf = async (index: number): Promise<string> =>
    formatProofFile({ index, proof: await inclusionProof(index, SIZE, read), checkpoint })

  beforeAll(async () => {
    checkpoint = await log.note(
      formatCheckpoint({ origin: ORIGIN, size: SIZE, root: await rootAt(SIZE, read) }),
    )
    file = await fileOf(257)
  })

  test('given any entry, then its file holds for it alone, with the log’s key alone; the independent reader reads the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZE - 1), async (index) => {
        const own = await fileOf(index)
        expect(await verifyProofFile(own, entry(index), vkey)).toMatchObject({
          holds: true,
          index,
          checkpoint: { origin: ORIGIN, size: SIZE },
        })
        expect(await verifyProofFile(utf8(own), entry((index + 1) % SIZE), vkey)).toEqual({
          holds: false,
          problem: `The proof does not lead from these bytes, as entry ${index}, to the root of the checkpoint of 300 entries.`,
        })
        expect(referenceProof(own)).toEqual({ index, hashes: PATH(index, leaves), note: checkpoint })
      }),
      { numRuns: 40 },
    )
  })

  test('given each bit of it flipped, then it does not hold', async () => {
    const bytes = utf8(file)
    let tried = 0
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const at = bit >> 3
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ (1 << (bit & 7)))
      const verdict = await verifyProofFile(changed, entry(257), vkey)
      expect(verdict.holds, `bit ${bit}`).toBe(false)
      tried += 1
    }
    expect(tried).toBe(bytes.length * 8)
  })

  test('given extra data, then it reads back and changes nothing; nobody vouches for it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (extra) => {
        const proof = parseProofFile(file)
        const withExtra = formatProofFile({ ...proof, extra })
        expect(parseProofFile(withExtra)).toEqual({ ...proof, extra })
        expect((await verifyProofFile(withExtra, entry(257), vkey)).holds).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('given a log of one entry, then the file has no hashes and holds', async () => {
    const one = readerOf(tiles(leaves.slice(0, 1)))
    const note = await log.note(formatCheckpoint({ origin: ORIGIN, size: 1, root: await rootAt(1, one) }))
    const own = formatProofFile({ index: 0, proof: [], checkpoint: note })
    expect(own).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${note}`)
    expect((await verifyProofFile(own, entry(0), vkey)).holds).toBe(true)
  })

  test('given the key of another log, or the checkpoint of another log under this key, then it says so', async () => {
    const other = await signingKey('other.example')
    expect(await verifyProofFile(file, entry(257), parseVkey(other.vkey))).toMatchObject({
      holds: false,
      problem: expect.stringMatching(/^The note is not signed by "other\.example"/),
    })
    const foreign = await log.note(
      formatCheckpoint({ origin: 'other.example', size: SIZE, root: await rootAt(SIZE, read) }),
    )
    expect(await verifyProofFile(file.replace(checkpoint, foreign), entry(257), vkey)).toEqual({
      holds: false,
      problem: 'The checkpoint is of "other.example", not of the log of this key.',
    })
  })

  test('given a note that is signed and no checkpoint, then it says what is wrong', async () => {
    const note = await log.note('hello\n')
    expect(await verifyProofFile(file.replace(checkpoint, note), entry(257), vkey)).toEqual({
      holds: false,
      problem: 'The checkpoint has 1 of the three lines for origin, size and root.',
    })
  })

  const HASH = 'ERERERERERERERERERERERERERERERERERERERERERE='
  const first = 'c2sp.org/tlog-proof@v1'
  test.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'no blank line'],
    [
      'another version',
      `c2sp.org/tlog-proof@v2\nindex 0\n\nx`,
      'Line 1 of the proof should be c2sp.org/tlog-proof@v1',
    ],
    ['line ends of Windows', `${first}\r\nindex 0\r\n\r\nx`, 'no blank line'],
    ['a CR behind the first line', `${first}\r\nindex 0\n\nx`, 'Line 1 of the proof'],
    ['no index', `${first}\n${HASH}\n\nx`, 'Line 2 of the proof should be "index"'],
    ['nothing but the first line', `${first}\n\nx`, 'Line 2 of the proof should be "index"'],
    ['a leading zero', `${first}\nindex 00\n\nx`, 'without leading zeros'],
    ['an index of 2^53', `${first}\nindex 9007199254740992\n\nx`, 'below 2^53'],
    [
      'extra twice',
      `${first}\nextra AA==\nextra AA==\nindex 0\n\nx`,
      'Line 3 of the proof should be "index"',
    ],
    [
      'extra behind the index',
      `${first}\nindex 0\nextra AA==\n\nx`,
      'Line 3 of the proof should be 32 bytes',
    ],
    [
      'extra with stray bits',
      `${first}\nextra AB==\nindex 0\n\nx`,
      'Line 2 of the proof, extra, is not canonical',
    ],
    ['a short hash', `${first}\nindex 0\nAA==\n\nx`, 'Line 3 of the proof should be 32 bytes'],
    [
      'a hash with stray bits',
      `${first}\nextra \nindex 0\n${HASH}\n${HASH.replace('E=', 'F=')}\n\nx`,
      'Line 5 of the proof',
    ],
    ['65 hashes', `${first}\nindex 0\n${`${HASH}\n`.repeat(65)}\nx`, '65 hashes, more than any tree is high'],
    ['bytes that are no text', Uint8Array.of(0xff), 'not valid UTF-8'],
    ['a gigantic file', new Uint8Array(20_000_000), 'more than the 131072 that are read'],
    ['a web page', '<!doctype html>\n\n', 'Line 1 of the proof'],
  ])('given %s, then it says so', async (_, bad, said) => {
    expect(() => parseProofFile(bad)).toThrow(BadProofFile)
    expect(() => parseProofFile(bad)).toThrow(said)
    expect(await verifyProofFile(bad, entry(0), vkey)).toMatchObject({
      holds: false,
      problem: expect.stringContaining(said),
    })
  })

  test('given what cannot be written, then it is not', () => {
    const proof = parseProofFile(file)
    expect(() => formatProofFile({ ...proof, index: -1 })).toThrow(BadProofFile)
    expect(() => formatProofFile({ ...proof, proof: [new Uint8Array(31)] })).toThrow(BadProofFile)
    expect(toHex(parseProofFile(formatProofFile(proof)).proof[0] ?? new Uint8Array())).toBe(
      PATH(257, leaves)[0],
    )
    expect(fromHex(PATH(257, leaves)[0] ?? '')).toEqual(proof.proof[0])
  })
})
