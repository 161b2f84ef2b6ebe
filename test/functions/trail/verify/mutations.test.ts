import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeBundle, encodeBundle } from '../../../../functions/trail/entry-bundle.ts'
import { formatVkey } from '../../../../functions/trail/note.ts'
import { checkRange, type RangeTask } from '../../../../functions/trail/verify/bundle-range.ts'
import type { VerifyReport } from '../../../../functions/trail/verify/report.ts'
import { type VerifyLogOptions, verifyLog } from '../../../../functions/trail/verify/verify-log.ts'
import { buildLog, entriesOf, type Objects, ORIGIN, sourceOf, testKey, VKEY } from './built-log.ts'
import { sequencedLog } from './sequenced-log.ts'

/** A log of the app's own sequencer: a full tile, and a second one that grew in steps. Each checkpoint left its partial objects. */
const SIZES = [1, 256, 258, 262, 270]
const entries = entriesOf(270, { personal: 1 })
let log: Objects
/** How many of which kind were tried; all of them must be found. */
const tried = new Map<string, number>()

beforeAll(async () => {
  log = (await sequencedLog(entries, SIZES)).objects
})

afterAll(() => {
  const list = [...tried].map(([kind, count]) => `  ${String(count).padStart(7)}  ${kind}`)
  const total = [...tried.values()].reduce((sum, count) => sum + count, 0)
  console.log(`Mutations tried, all found:\n${list.join('\n')}\n  ${String(total).padStart(7)}  in all`)
})

const check = (objects: Objects, options: Partial<VerifyLogOptions> = {}): Promise<VerifyReport> =>
  verifyLog({ source: sourceOf(objects), vkey: VKEY, ...options })

function count(kind: string, mutations = 1): void {
  tried.set(kind, (tried.get(kind) ?? 0) + mutations)
}

/** The log as the function leaves it; false when it is the same as before, so that nothing was mutated. */
function mutated(change: (objects: Objects) => void): Objects | undefined {
  const objects = new Map(log)
  change(objects)
  const isSame =
    objects.size === log.size &&
    [...objects].every(([path, bytes]) => {
      const before = log.get(path)
      return before !== undefined && Buffer.compare(before, bytes) === 0
    })
  return isSame ? undefined : objects
}

async function expectFound(kind: string, what: string, change: (objects: Objects) => void): Promise<void> {
  const objects = mutated(change)
  if (objects === undefined) return
  const report = await check(objects)
  if (report.ok) throw new Error(`Not found: ${kind}, ${what}`)
  for (const { where, sentence } of report.problems) {
    expect(where).not.toBe('')
    expect(sentence).toMatch(/[.]$/)
  }
  count(kind)
}

function flipped(bytes: Uint8Array, ...places: number[]): Uint8Array {
  const copy = bytes.slice()
  // Each bit has its turn.
  for (const at of places) copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8))
  return copy
}

/**
 * The part of the log in which an object lies, as `verifyLog` has it checked, older objects included. The
 * hashes alone must find each byte: what the entries say is left out.
 */
function rangeOf(path: string): RangeTask {
  const n = Number(/\/(\d{3})/.exec(path)?.[1])
  const widths = (kind: string) =>
    SIZES.map((size) => size - n * 256).filter(
      (width) => width > 0 && width < 256 && log.has(`tile/${kind}/00${n}.p/${width}`),
    )
  const last = SIZES.at(-1) ?? 0
  const older = { n, bundles: widths('entries'), tiles: widths('0') }
  if (n === 1) for (const list of [older.bundles, older.tiles]) list.pop()
  return { size: last, first: n, end: n + 1, sizes: [], older: [older], anyEntries: true }
}

/**
 * Every byte once. In the two widest objects many at a time, in different entries or hashes: each of these must be named, and
 * what is said of one does not depend on another. Everywhere else one by one.
 */
function* placesToFlip(path: string, bytes: Uint8Array): Generator<number[], void> {
  const AT_A_TIME = 128
  const isBundle = path === 'tile/entries/000'
  if (!isBundle && path !== 'tile/0/000') {
    for (let at = 0; at < bytes.length; at += 1) yield [at]
    return
  }
  const parts = isBundle
    ? decodeBundle(bytes, 256).map((entry) => ({
        start: entry.byteOffset - bytes.byteOffset,
        length: entry.length,
      }))
    : Array.from({ length: 256 }, (_, index) => ({ start: index * 32, length: 32 }))
  if (isBundle) for (const { start } of parts) yield* [[start - 1], [start - 2]]
  const longest = Math.max(...parts.map(({ length }) => length))
  for (let offset = 0; offset < longest; offset += 1)
    for (let from = 0; from < parts.length; from += AT_A_TIME)
      yield parts
        .slice(from, from + AT_A_TIME)
        .flatMap(({ start, length }) => (offset < length ? [start + offset] : []))
}

const bytesAt = (path: string): Uint8Array => log.get(path) ?? new Uint8Array(0)

test('given the log as it was made, then all of it holds', async () => {
  const report = await check(log)
  expect(report.problems).toEqual([])
  expect(report.notes).toEqual([expect.stringContaining('cut at its end')])
  expect(report).toMatchObject({ ok: true, size: 270, origin: ORIGIN })
})

describe('one byte', () => {
  test('given any byte of a checkpoint flipped, then it is found', async () => {
    for (const [path, bytes] of log) {
      if (!path.startsWith('checkpoint')) continue
      for (let at = 0; at < bytes.length; at += 1)
        await expectFound('byte of a checkpoint', `${path} byte ${at}`, (objects) =>
          objects.set(path, flipped(bytes, at)),
        )
    }
  })

  test('given any byte of any bundle or level-0 tile flipped, then its place is named', async () => {
    for (const [path, bytes] of log) {
      if (!/^tile\/(entries|0)\//.test(path)) continue
      for (const places of placesToFlip(path, bytes)) {
        const objects = new Map(log).set(path, flipped(bytes, ...places))
        const { problems } = await checkRange(rangeOf(path), sourceOf(objects))
        const found = problems.filter(({ where, sentence }) => `${where} ${sentence}`.includes(path))
        if (found.length < places.length) throw new Error(`Not found: ${path} at ${places}`)
        count(path.startsWith('tile/entries') ? 'byte of a bundle' : 'byte of a tile', places.length)
      }
    }
  })

  test('given any byte of a tile above the leaves flipped, then it is found', async () => {
    for (const [path, bytes] of log)
      if (path.startsWith('tile/1/'))
        for (let at = 0; at < bytes.length; at += 1)
          await expectFound('byte of a tile', `${path} byte ${at}`, (objects) =>
            objects.set(path, flipped(bytes, at)),
          )
  })

  test('given single bits flipped anywhere, then each alone is found', async () => {
    const all = [...log].flatMap(([path, bytes]) => Array.from(bytes, (_, at) => ({ path, at })))
    for (let index = 0; index < all.length; index += 499) {
      const place = all[index]
      if (place === undefined) continue
      await expectFound('single bit anywhere', `${place.path} byte ${place.at}`, (objects) =>
        objects.set(place.path, flipped(bytesAt(place.path), place.at)),
      )
    }
  })
})

/** Where the next bundles and tiles may be written already; with a gap before them, nobody can tell what continues the log. */
const isBeyond = (path: string) => /^tile\/(entries|0|1)\/00[23](\.p\/\d+)?$/.test(path)

async function expectNoted(path: string, bytes: Uint8Array): Promise<void> {
  const { ok, notes } = await check(new Map(log).set(path, bytes))
  if (ok) expect(notes.join()).toMatch(/nothing is signed of them yet/)
}

describe('whole objects', () => {
  test('given any object removed, cut, prolonged or emptied, then it is found', async () => {
    for (const [path, bytes] of log) {
      await expectFound('object removed', path, (objects) => objects.delete(path))
      for (const length of [0, 1, bytes.length >> 1, bytes.length - 1])
        await expectFound('object cut', `${path} to ${length}`, (objects) =>
          objects.set(path, bytes.slice(0, length)),
        )
      for (const more of ['\n', 'x', '\0'.repeat(32)])
        await expectFound('object prolonged', path, (objects) =>
          objects.set(path, Buffer.concat([bytes, Buffer.from(more)])),
        )
    }
  })

  test('given any two objects swapped, or one in the place of another, then it is found', async () => {
    for (const [path, bytes] of log)
      for (const [other, otherBytes] of log) {
        // The last but one at `checkpoint` is what a log at work looks like; see below.
        if (path === other || (other === 'checkpoint' && path === 'checkpoint-history/262')) continue
        await expectFound('object in the place of another', `${path} at ${other}`, (objects) =>
          objects.set(other, bytes),
        )
        if (path < other)
          await expectFound('objects swapped', `${path} and ${other}`, (objects) => {
            objects.set(path, otherBytes)
            objects.set(other, bytes)
          })
      }
  })

  test('given a copy of any object at a path of its own, then it is found', async () => {
    const elsewhere = (path: string): string[] => [
      `${path}.bak`,
      `copy/${path}`,
      path.toUpperCase(),
      path.replace(/\d+$/, (number) => `${number}0`),
      path.replace('/000', '/002'),
      path.replace('/001', '/003'),
      path.replace('tile/0/', 'tile/2/'),
      path.replace('tile/0/', 'tile/00/'),
      path.replace(/^checkpoint$/, 'checkpoint-history/269'),
    ]
    for (const [path, bytes] of log)
      for (const copy of elsewhere(path))
        if (log.has(copy)) continue
        else if (isBeyond(copy)) await expectNoted(copy, bytes)
        else await expectFound('object copied', `${path} to ${copy}`, (objects) => objects.set(copy, bytes))
  })
})

describe('entries', () => {
  /** The log over other entries with all tiles rebuilt, under the checkpoints of the real one. */
  async function rebuiltUnsigned(changed: readonly Uint8Array[]): Promise<Objects> {
    const objects = await buildLog(
      changed,
      SIZES.filter((size) => size <= changed.length),
    )
    for (const [path, bytes] of log) if (path.startsWith('checkpoint')) objects.set(path, bytes)
    return objects
  }

  const without = (index: number): Uint8Array[] => entries.filter((_, at) => at !== index)

  function swapped(one: number, other: number): Uint8Array[] {
    const [first, second] = [entries[one], entries[other]]
    if (first === undefined || second === undefined) throw new Error('There are no such entries')
    return entries.with(one, second).with(other, first)
  }

  test('given entries in another order, with the whole tree rebuilt but not signed, then it is found', async () => {
    for (let at = 0; at + 1 < entries.length; at += 13)
      for (const other of [at + 1, (at + 150) % entries.length]) {
        const report = await check(await rebuiltUnsigned(swapped(at, other)))
        expect(report.ok, `entries ${at} and ${other}`).toBe(false)
        count('entries in another order, tree rebuilt')
      }
  })

  test('given entries swapped in their bundle only, then it is found', async () => {
    const bundle = decodeBundle(bytesAt('tile/entries/000'), 256)
    for (let at = 0; at + 1 < bundle.length; at += 5) {
      const [one, other] = [bundle[at], bundle[at + 1]]
      if (one === undefined || other === undefined) continue
      await expectFound('entries swapped in a bundle', `${at}`, (objects) =>
        objects.set('tile/entries/000', encodeBundle(bundle.with(at, other).with(at + 1, one))),
      )
    }
  })

  test('given an event of a review removed by whoever holds the key, and all signed anew, then the gap is found', async () => {
    const subjects = entries.map((entry) => JSON.parse(Buffer.from(entry).toString()).subjectRef as string)
    const sizes = SIZES.map((size) => Math.min(size, entries.length - 1))
    for (let index = 0; index < entries.length; index += 7) {
      // Nothing follows the last event of a review that could miss it; only who kept a checkpoint can.
      if (subjects.lastIndexOf(subjects[index] ?? '') === index) continue
      const report = await check(await buildLog(without(index), [...new Set(sizes)]))
      expect(report.problems.map(({ sentence }) => sentence).join(), `entry ${index}`).toContain('missing')
      count('event removed, all signed anew')
    }
  })

  test('given an event edited, doubled or moved by whoever holds the key, then the chain does not hold', async () => {
    for (let index = 3; index < 250; index += 17) {
      const entry = entries[index]
      if (entry === undefined) continue
      const text = Buffer.from(entry).toString()
      const edited = Buffer.from(text.replace(/"meaning":"[^"]*"/, '"meaning":"something else"'))
      const changes: [string, Uint8Array[]][] = [
        ['event edited, all signed anew', entries.with(index, edited)],
        ['event doubled, all signed anew', entries.toSpliced(index, 0, entry)],
        ['event moved to the end, all signed anew', [...without(index), entry]],
      ]
      for (const [kind, changed] of changes) {
        const report = await check(await buildLog(changed, [100, changed.length]))
        expect(report.ok, `${kind}: ${index}`).toBe(false)
        count(kind)
      }
    }
  })
})

describe('history', () => {
  test('given any checkpoints removed from the history, alone or with their partial objects, then it is found', async () => {
    const earlier = SIZES.slice(0, -1)
    for (let mask = 1; mask < 1 << earlier.length; mask += 1)
      for (const withObjects of [false, true])
        await expectFound('checkpoints removed', `${mask}`, (objects) => {
          for (const [place, size] of earlier.entries()) {
            if (((mask >> place) & 1) === 0) continue
            objects.delete(`checkpoint-history/${size}`)
            if (!withObjects) continue
            for (const path of objects.keys()) if (path.endsWith(`.p/${size % 256}`)) objects.delete(path)
          }
        })
  })

  test('given the last checkpoint but one put back, then it looks like a log at work, and whoever kept the last finds it', async () => {
    const objects = new Map(log).set('checkpoint', bytesAt('checkpoint-history/262'))
    const report = await check(objects)
    expect(report).toMatchObject({ ok: true, size: 262 })
    expect(report.notes.join()).toContain('Publishing was in progress')
    const found = await check(objects, { from: bytesAt('checkpoint') })
    expect(found.problems[0]?.sentence).toContain('rolled back')
    count('older checkpoint put back')
  })

  test('given an older checkpoint put back, then it is found, also without one that was kept', async () => {
    for (const size of SIZES.slice(0, -2)) {
      await expectFound('older checkpoint put back', `${size}`, (objects) =>
        objects.set('checkpoint', bytesAt(`checkpoint-history/${size}`)),
      )
    }
  })

  test('given the whole log rolled back, then whoever kept a checkpoint finds it', async () => {
    for (const size of SIZES.slice(0, -1)) {
      const rolledBack = await buildLog(
        entries,
        SIZES.filter((one) => one <= size),
      )
      expect((await check(rolledBack)).ok).toBe(true)
      const report = await check(rolledBack, { from: bytesAt('checkpoint') })
      expect(report.problems[0]?.sentence).toContain('rolled back')
      count('log rolled back')
    }
  })

  test('given a fork, then whoever kept a checkpoint finds it', async () => {
    for (const size of [256, 262, 270]) {
      const other = entriesOf(270, { personal: 1, subjects: 11 })
      const forked = await buildLog(other, [100, size])
      expect((await check(forked)).ok).toBe(true)
      for (const kept of SIZES) {
        const report = await check(forked, { from: bytesAt(`checkpoint-history/${kept}`) })
        // The first entry is the same in both.
        if (kept === 1) continue
        expect(report.problems.map(({ sentence }) => sentence).join()).toMatch(/forked|rewritten|rolled back/)
        count('log forked')
      }
    }
  })

  test('given another key or another log’s name, then nothing is believed', async () => {
    const other = testKey(8)
    const stolen = await buildLog(entries, SIZES, { key: other })
    expect((await check(stolen)).ok).toBe(false)
    const renamed = await buildLog(entries, SIZES, { origin: 'other.example/log' })
    expect((await check(renamed)).problems[0]?.sentence).toContain('other.example/log')
    expect((await check(log, { vkey: formatVkey(ORIGIN, other.publicKey) })).ok).toBe(false)
    count('another key or name', 3)
  })
})
