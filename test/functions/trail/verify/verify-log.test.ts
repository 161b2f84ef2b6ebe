import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { concatBytes, utf8, utf8Text } from '../../../../functions/trail/bytes.ts'
import { leafTileOf } from '../../../../functions/trail/entry-bundle.ts'
import { HASH_BYTES } from '../../../../functions/trail/merkle.ts'
import { cosignNote, formatVkey } from '../../../../functions/trail/note.ts'
import { tilePath } from '../../../../functions/trail/tile.ts'
import { SourceTrouble } from '../../../../functions/trail/verify/log-source.ts'
import type { VerifyReport } from '../../../../functions/trail/verify/report.ts'
import { type VerifyLogOptions, verifyLog } from '../../../../functions/trail/verify/verify-log.ts'
import {
  addTiles,
  buildLog,
  entriesOf,
  type Objects,
  ORIGIN,
  signedCheckpoint,
  sourceOf,
  testKey,
  VKEY,
} from './built-log.ts'

const entries = entriesOf(600)
let log: Objects

beforeAll(async () => {
  log = await buildLog(entries, [3, 255, 300, 512, 600])
})

const check = (objects: Objects, options: Partial<VerifyLogOptions> = {}): Promise<VerifyReport> =>
  verifyLog({ source: sourceOf(objects), vkey: VKEY, ...options })
const at = (path: string): Uint8Array => log.get(path) ?? new Uint8Array(0)
const withObject = (path: string, bytes: Uint8Array | string): Objects =>
  new Map(log).set(path, typeof bytes === 'string' ? utf8(bytes) : bytes)
const told = ({ problems }: VerifyReport): string =>
  problems.map(({ where, sentence }) => `${where}: ${sentence}`).join('\n')

describe('a log that holds', () => {
  test('given logs of the sizes at which tiles begin and end, then each verifies, in one part or in several', async () => {
    const many = entriesOf(770)
    for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 768, 770]) {
      const objects = await buildLog(many, [1, size].slice(size === 1 ? 1 : 0))
      for (const parts of [1, 2, 3, 7]) {
        const report = await check(objects, { parts })
        expect(told(report), `${size} entries in ${parts} parts`).toBe('')
        expect(report.ok).toBe(true)
      }
    }
  })

  test('given any of its checkpoints that somebody kept, then the log still begins with it', async () => {
    for (const size of [3, 255, 300, 512, 600]) {
      const report = await check(log, { from: at(`checkpoint-history/${size}`), parts: 2 })
      expect(report).toMatchObject({ ok: true, size: 600 })
    }
  })

  test('given a source that does not list, then the head is verified and the report says what was not', async () => {
    const { read } = sourceOf(log)
    const report = await verifyLog({ source: { read, readAhead: 4 }, vkey: VKEY })
    expect(report.ok).toBe(true)
    expect(report.notes[0]).toContain('does not list')
  })

  test('given how far it is, then progress ends with all entries', async () => {
    const seen: number[] = []
    await check(log, { onProgress: ({ done, total }) => seen.push(done / total), parts: 2 })
    expect(seen.at(-1)).toBe(1)
  })

  test('given entries that are written and not signed yet, then they are noted and not a problem', async () => {
    const hashes = Array.from({ length: 600 }, (_, index) => leafTileOf(entries.slice(index, index + 1)))
    const atWork = await buildLog(entries, [3, 250])
    addTiles(atWork, entries, hashes, 250, 600)
    const report = await check(atWork)
    expect(told(report)).toBe('')
    expect(report.notes.join()).toContain('next checkpoint')
    // The same objects with other entries in them do not continue what is signed.
    const others = entriesOf(600, { subjects: 5 })
    const otherHashes = Array.from({ length: 600 }, (_, index) => leafTileOf(others.slice(index, index + 1)))
    const forged = await buildLog(entries, [3, 250])
    addTiles(forged, others, otherHashes, 250, 600)
    expect(told(await check(forged))).toContain('does not continue what is signed')
  })

  test('given tiles of a run that was overtaken, older than the head and right, then they do no harm', async () => {
    const objects = new Map(log)
    objects.set('tile/0/002.p/50', at('tile/0/002.p/88').slice(0, 50 * HASH_BYTES))
    expect(await check(objects)).toMatchObject({ ok: true })
  })
})

test('given neither a kept checkpoint nor a witness, then a note says that an end that was cut off does not show', async () => {
  const cut = 'a log cut at its end'
  const report = await check(log)
  expect(report.ok).toBe(true)
  expect(report.notes.at(-1)).toMatch(/^The newest entry says \d+ \w+ 20\d\d, \d\d:\d\d UTC\. /)
  expect(report.notes.at(-1)).toContain(cut)
  expect((await check(log, { from: at('checkpoint-history/300') })).notes.join()).not.toContain(cut)
})

test('given a newest bundle or tile that was changed, then it comes first and older ones in one line', async () => {
  const many = await buildLog(entries, [10, 20, 30, 40, 50])
  for (const [path, kind] of [
    ['tile/entries/000.p/50', 'tile/entries/000'],
    ['tile/0/000.p/50', 'tile/0/000'],
  ] as const) {
    const bytes = (many.get(path) ?? new Uint8Array(0)).slice()
    bytes[9] = (bytes[9] ?? 0) ^ 1
    const { problems } = await check(new Map(many).set(path, bytes))
    expect(`${problems[0]?.where} ${problems[0]?.sentence}`).toContain(path)
    expect(problems.find(({ where }) => where === path)?.sentence).toContain('4 older objects do not fit it')
    expect(problems.some(({ where }) => where.startsWith(`${kind}.p/10`))).toBe(false)
  }
})

describe('what is wrong is told with its place', () => {
  test('given a page instead of an object, then it says so', async () => {
    const page = '<!DOCTYPE html><html><body>Sign in</body></html>'
    for (const path of [
      'checkpoint',
      'tile/0/000',
      'tile/1/000.p/2',
      'tile/entries/001',
      'tile/entries/000.p/255',
    ]) {
      const report = await check(withObject(path, page))
      expect(told(report)).toContain(path)
      expect(told(report)).toContain('looks like a web page')
    }
  })

  test('given a length that reaches beyond the bundle, then its byte is named', async () => {
    const bundle = at('tile/entries/000').with(0, 0xff).with(1, 0xff)
    // The first entry swallows others until the lengths make no sense or the bundle ends.
    expect(told(await check(withObject('tile/entries/000', bundle)))).toMatch(/tile\/entries\/000, byte \d+/)
    const tiny = Uint8Array.of(0xff, 0xff, 0x7b)
    expect(told(await check(withObject('tile/entries/002.p/88', tiny)))).toContain(
      'claims 65535 bytes, and only 1',
    )
  })

  test('given line ends of another system in the checkpoint, then it is no note', async () => {
    const crlf = utf8Text(at('checkpoint')).replaceAll('\n', '\r\n')
    expect(told(await check(withObject('checkpoint', crlf)))).toContain('control character 13')
  })

  test('given 101 signatures, then they are not read', async () => {
    const [text, signatures] = utf8Text(at('checkpoint')).split('\n\n')
    const note = `${text}\n\n${(signatures ?? '').repeat(101)}`
    expect(told(await check(withObject('checkpoint', note)))).toContain('101 signatures')
  })

  test('given a key that did not sign, or another log’s name, then it says which', async () => {
    const unknown = formatVkey(ORIGIN, testKey(9).publicKey)
    expect(told(await check(log, { vkey: unknown }))).toContain('not signed by')
    const elsewhere = formatVkey('elsewhere.example/log', testKey(7).publicKey)
    expect(told(await check(log, { vkey: elsewhere }))).toContain(ORIGIN)
    await expect(check(log, { vkey: 'nonsense' })).rejects.toThrow('should read name+id+key')
  })

  test('given an object that is too large or cannot be read, then the source’s sentence stands in the report', async () => {
    const source = sourceOf(log)
    const report = await verifyLog({
      source: {
        ...source,
        read: async (path) => {
          if (path === 'tile/0/001') throw new SourceTrouble('It has 9999999 bytes.')
          return source.read(path, 0)
        },
      },
      vkey: VKEY,
    })
    expect(told(report)).toBe('tile/0/001: It has 9999999 bytes.')
  })

  test('given nothing at all, then it asks whether this is the right place', async () => {
    expect(told(await check(new Map()))).toContain('right place')
  })

  test('given entries that are none of ours under good signatures, then each is named', async () => {
    const odd = [...entries.slice(0, 20), utf8('{"hello":"world"}'), utf8(' {}'), ...entries.slice(20, 40)]
    const report = await check(await buildLog(odd, [42]))
    expect(told(report)).toContain('tile/entries/000.p/42, entry 20, byte ')
    expect(told(report)).toContain('schemaVersion is missing')
    expect(await check(await buildLog(odd, [42]), { anyEntries: true })).toMatchObject({ ok: true })
  })

  test('given a million things wrong, then the report stays readable', async () => {
    const objects = new Map(log)
    for (let number = 0; number < 5000; number += 1) objects.set(`stray/${number}`, new Uint8Array(0))
    const { problems } = await check(objects)
    expect(problems.length).toBeLessThanOrEqual(101)
    expect(problems.at(-1)?.sentence).toMatch(/^\d+ more problems/)
  })

  test('given checkpoints that name none before them, then they are none of this app’s, as gaps would not show', async () => {
    const objects = await buildLog(entries, [3, 255, 600], { namesPrevious: false })
    expect(told(await check(objects))).toMatch(
      /^checkpoint-history\/255: It does not name .*\ncheckpoint-history\/600: It does not name/,
    )
    expect(await check(objects, { anyEntries: true })).toMatchObject({ ok: true })
  })

  test('given a checkpoint over far more than is there, then a sentence at once', async () => {
    for (const size of [2e6, 4e9, 2 ** 53 - 1]) {
      const note = await signedCheckpoint(size, new Uint8Array(32).fill(5), 0)
      for (const log of [entriesOf(0), entriesOf(600)]) {
        const objects = (await buildLog(log, log.length === 0 ? [] : [log.length]))
          .set('checkpoint', note)
          .set(`checkpoint-history/${size}`, note)
        const { problems } = await check(objects)
        expect(problems.map(({ sentence }) => sentence).join()).toContain('Nothing else was looked at')
        expect(problems.length).toBeLessThan(3)
      }
    }
  })

  test('given an end that is there and nothing else, then it is given up soon, listed or not', async () => {
    const size = 5_000_000
    const last = Math.ceil(size / 256) - 1
    const note = await signedCheckpoint(size, new Uint8Array(32).fill(5), 0)
    const objects: Objects = new Map([
      ['checkpoint', note],
      [`checkpoint-history/${size}`, note],
      [tilePath(0, last, size % 256), new Uint8Array(32 * (size % 256))],
    ])
    expect(told(await check(objects))).toContain('and only 0 are here')
    let reads = 0
    const { read } = sourceOf(objects)
    const counted = (path: string, most: number) => {
      reads += 1
      return read(path, most)
    }
    const report = await verifyLog({ source: { read: counted }, vkey: VKEY })
    expect(report.notes.join()).toContain('were not looked at')
    expect(reads).toBeLessThan(2000)
  })

  test('given a checkpoint that is missing from the history, then the one after it tells', async () => {
    const objects = new Map(log)
    objects.delete('checkpoint-history/300')
    expect(told(await check(objects))).toContain('checkpoint-history/300: It is missing')
  })
})

describe('a witness', () => {
  const witness = testKey(21)
  const key = formatVkey('witness.example', witness.publicKey, 4)
  const cosigned = async (path: string): Promise<Uint8Array> =>
    utf8(await cosignNote(at(path), { name: 'witness.example', ...witness, time: 1_800_000_000 }))

  test('given its cosignature on the checkpoint that was kept, or on the log’s own, then it counts', async () => {
    const from = await cosigned('checkpoint-history/300')
    const report = await check(log, { from, witness: key })
    expect(report.ok).toBe(true)
    expect(report.notes.join()).toContain(
      'cosigned the checkpoint that you kept of 300 entries at 2027-01-15T08:00:00',
    )
    expect(
      await check(withObject('checkpoint', await cosigned('checkpoint')), { witness: key }),
    ).toMatchObject({ ok: true })
  })

  test('given none, another’s, or one that does not fit, then it says so', async () => {
    expect(told(await check(log, { witness: key }))).toContain('not signed by "witness.example"')
    const from = await cosigned('checkpoint-history/300')
    const other = formatVkey('witness.example', testKey(22).publicKey, 4)
    expect((await check(log, { from, witness: other })).ok).toBe(false)
    const text = utf8Text(from)
    const cut = text.lastIndexOf(' ') + 30
    const forged = text.slice(0, cut) + (text[cut] === 'A' ? 'B' : 'A') + text.slice(cut + 1)
    expect(told(await check(log, { from: utf8(forged), witness: key }))).toContain('does not fit')
  })
})

test('given the whole log of other people’s making, then it verifies, and not with one byte changed', async () => {
  const vectors = '../shared/data/trail-vectors/tessera-log/testdata/log'
  if (!existsSync(vectors)) throw new Error(`The log of other people's making is expected at ${vectors}.`)
  const objects: Objects = new Map()
  for (const entry of readdirSync(vectors, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) objects.set(relative(vectors, path), new Uint8Array(readFileSync(path)))
  }
  const options = {
    vkey: 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx',
    anyEntries: true,
  }
  const report = await check(objects, options)
  expect(told(report)).toBe('')
  expect(report).toMatchObject({ size: 15, root: 'rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=' })
  expect(report.checks.find(({ name }) => name === 'earlier checkpoints')?.count).toBe(16)
  for (const [path, bytes] of objects) {
    if (path.startsWith('checkpoint')) continue
    const changed = new Map(objects).set(
      path,
      concatBytes(bytes.subarray(0, -1), Uint8Array.of((bytes.at(-1) ?? 0) ^ 1)),
    )
    expect((await check(changed, options)).ok, path).toBe(false)
  }
})
