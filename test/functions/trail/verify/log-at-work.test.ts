import { expect, test } from 'vitest'
import { utf8, utf8Text } from '../../../../functions/trail/bytes.ts'
import { canonicalJson } from '../../../../functions/trail/digest.ts'
import { leafTileOf } from '../../../../functions/trail/entry-bundle.ts'
import { createSequencer } from '../../../../functions/trail/sequencer/sequencer.ts'
import type { VerifyReport } from '../../../../functions/trail/verify/report.ts'
import { verifyLog } from '../../../../functions/trail/verify/verify-log.ts'
import { type MemoryLog, partsOver } from '../sequencer/memory-log.ts'
import { addTiles, buildLog, entriesOf, type Objects, ORIGIN, sourceOf, VKEY } from './built-log.ts'
import { objectsOf, sequencedLog } from './sequenced-log.ts'

/** Logs that are read or copied while the app's sequencer works on them, or after it broke off. */

const told = ({ problems }: VerifyReport): string =>
  problems.map(({ where, sentence }) => `${where}: ${sentence}`).join('\n')
const check = (objects: Objects, from?: Uint8Array): Promise<VerifyReport> =>
  verifyLog({ source: sourceOf(objects), vkey: VKEY, ...(from === undefined ? {} : { from }) })

const entries = entriesOf(560)
/** The log with further entries in the outbox. */
async function waiting(sizes: readonly number[], more: number): Promise<MemoryLog> {
  const { log } = await sequencedLog(entries, sizes)
  for (const bytes of entries.slice(sizes.at(-1), (sizes.at(-1) ?? 0) + more)) {
    const { subjectSeq, signedAt } = JSON.parse(utf8Text(bytes))
    log.putEntry(bytes, subjectSeq, signedAt)
  }
  return log
}

test('given the sequencer broken off before or after any of its calls, then what it left verifies, and an older log from it too', async () => {
  let states = 0
  for (const [sizes, more] of [
    [[5], 3],
    [[3, 250], 20],
    [[250], 310],
    [[256], 300],
  ] as const) {
    const base = await waiting(sizes, more)
    for (let gate = 0, ended = false; !ended; gate += 1) {
      const log = base.copy()
      let calls = 0
      const parts = partsOver(log, async () => {
        calls += 1
        if (calls > gate) throw new Error('The process dies')
      })
      await createSequencer({ ...parts, origin: ORIGIN })
        .run()
        .then(
          () => {
            ended = true
          },
          () => {},
        )
      const report = await check(objectsOf(log))
      expect(told(report), `${sizes} and ${more}, after ${gate} calls`).toBe('')
      states += 1
    }
  }
  expect(states).toBeGreaterThan(100)
})

test('given any of the next objects written and any not, then none of it is a problem', async () => {
  const { objects: base } = await sequencedLog(entries, [3, 250])
  const { objects: whole } = await sequencedLog(entries, [3, 250, 550])
  const fresh = [...whole.keys()].filter((path) => path.startsWith('tile') && !base.has(path))
  expect(fresh.length).toBeGreaterThan(6)
  for (let mask = 0; mask < 1 << fresh.length; mask += 1) {
    const objects = new Map(base)
    for (const [place, path] of fresh.entries())
      if (((mask >> place) & 1) === 1) objects.set(path, whole.get(path) ?? new Uint8Array(0))
    const report = await check(objects)
    expect(told(report), `${mask}`).toBe('')
    if (mask > 0) expect(report.notes.join()).toContain('nothing is signed of them yet')
  }
})

test('given objects beyond the checkpoint that contradict it or each other, or that no next one can need, then they are problems', async () => {
  const { objects: base } = await sequencedLog(entries, [3, 250])
  const others = entriesOf(600, { subjects: 5 })
  const hashes = others.map((entry) => leafTileOf([entry]))
  const forged: Objects = new Map()
  addTiles(forged, others, hashes, 250, 600)
  const wrong = async (path: string, bytes: Uint8Array, more: Objects = new Map()) =>
    expect(told(await check(new Map([...base, ...more]).set(path, bytes))), path).toContain(path)
  for (const path of ['tile/0/000', 'tile/entries/000'])
    await wrong(path, forged.get(path) ?? new Uint8Array())
  // A bundle whose own tile holds other hashes.
  const honest: Objects = new Map()
  addTiles(
    honest,
    entries,
    entries.map((entry) => leafTileOf([entry])),
    250,
    560,
  )
  const tile: Objects = new Map([['tile/0/001', honest.get('tile/0/001') ?? new Uint8Array()]])
  await wrong('tile/entries/001', forged.get('tile/entries/001') ?? new Uint8Array(), tile)
  await wrong('tile/0/001', new Uint8Array(31))
  await wrong('tile/entries/001', new Uint8Array(31))
  await wrong('tile/0/100', new Uint8Array(8192))
  await wrong('tile/2/000.p/1', new Uint8Array(32))
})

test('given a log that publishes between the listing and the reading, once or several times, then it verifies', async () => {
  for (const rounds of [1, 3]) {
    const log = await waiting([3, 250], 0)
    const names = [...objectsOf(log).keys()]
    const sequencer = createSequencer({ ...partsOver(log), origin: ORIGIN })
    for (let round = 0; round < rounds; round += 1) {
      for (const bytes of entries.slice(250 + round * 7, 257 + round * 7)) {
        const { subjectSeq, signedAt } = JSON.parse(utf8Text(bytes))
        log.putEntry(bytes, subjectSeq, signedAt)
      }
      await sequencer.run()
    }
    const objects = objectsOf(log)
    const { read } = sourceOf(objects)
    const late = {
      read,
      async *list() {
        yield* names
      },
    }
    const report = await verifyLog({ source: late, vkey: VKEY })
    expect(told(report)).toBe('')
    expect(report.size).toBe(250 + rounds * 7)
    expect(report.checks.find(({ name }) => name === 'earlier checkpoints')?.count).toBe(2 + rounds)
    // What is published late is looked at as all the rest is.
    objects.delete('checkpoint-history/257')
    expect(told(await verifyLog({ source: late, vkey: VKEY }))).toContain(
      'checkpoint-history/257: It is missing',
    )
    objects.set('checkpoint-history/257', objects.get('checkpoint-history/250') ?? new Uint8Array())
    expect((await verifyLog({ source: late, vkey: VKEY })).ok).toBe(false)
  }
})

test('given a next checkpoint that is signed and not published, then the log is verified up to it', async () => {
  const { objects } = await sequencedLog(entries, [3, 250, 270])
  const last = objects.get('checkpoint') ?? new Uint8Array()
  objects.set('checkpoint', objects.get('checkpoint-history/250') ?? new Uint8Array())
  const report = await check(objects)
  expect(told(report)).toBe('')
  expect(report).toMatchObject({ ok: true, size: 250 })
  expect(report.notes.join()).toContain('verified up to it')
  expect(told(await check(objects, last))).toContain('rolled back')
  objects.set('tile/0/001.p/14', new Uint8Array(32 * 14))
  expect((await check(objects)).ok).toBe(false)
  // One that names another before it, or two of them, are more than a moment's work.
  const skipped = (await sequencedLog(entries, [3, 250, 270])).objects
  skipped.set('checkpoint', skipped.get('checkpoint-history/3') ?? new Uint8Array())
  expect(told(await check(skipped))).toContain('checkpoint-history/270: It is signed and newer')
  skipped.delete('checkpoint-history/250')
  expect((await check(skipped)).ok).toBe(false)
})

test('given times that go back in a chain, another kind in it, or a second register, then it is told', async () => {
  const changed = (index: number, change: object): Promise<Objects> => {
    const entry = JSON.parse(utf8Text(entries[index] ?? new Uint8Array()))
    const bytes = utf8(canonicalJson({ ...entry, ...change }))
    return buildLog(entries.slice(0, 40).with(index, bytes), [40])
  }
  expect(told(await check(await changed(30, { signedAt: '2001-01-01T00:00:00.000Z' })))).toMatch(
    /entry 30, subject .*says a time that is \d+ days before that of number/,
  )
  expect(told(await check(await changed(30, { subjectKind: 'register' })))).toMatch(
    /entry 30, .*a register, and the entries before it that it is a (review|cycle)/,
  )
  const { log } = await sequencedLog(entries, [3])
  const registers = [log.append('e', 'register'), log.append('f', 'register')]
  const [first, second] = registers.map((hash) => log.entries.get(hash) ?? new Uint8Array())
  if (first === undefined || second === undefined) throw new Error('There are two')
  expect(told(await check(await buildLog([...entries.slice(0, 3), first, second], [5])))).toContain(
    'It begins a second register',
  )
  // As the app begins one anew when an entry of the one before cannot go into the log.
  const { subjectRef } = JSON.parse(utf8Text(first))
  const meaning = `the register goes on here: an entry of the chain before, ${subjectRef}, was set aside`
  const successor = utf8(canonicalJson({ ...JSON.parse(utf8Text(second)), meaning }))
  const report = await check(await buildLog([...entries.slice(0, 3), first, successor], [5]))
  expect(told(report)).toBe('')
  expect(report.notes.join()).toContain(`follows the chain ${subjectRef}: the app set`)
})

test('given an entry that stands far behind its time, in a chain of its own, then it is noted, in one part or in several', async () => {
  const odd = entries.map((entry) => JSON.parse(utf8Text(entry)) as Record<string, unknown>)
  const alone = { ...odd[0], subjectRef: 'f'.repeat(32), signedAt: '2027-01-12T07:00:00.000Z' }
  for (const at of [100, 300]) {
    const objects = await buildLog(entries.toSpliced(at, 0, utf8(canonicalJson(alone))), [561])
    for (const parts of [1, 3]) {
      const report = await verifyLog({ source: sourceOf(objects), vkey: VKEY, parts })
      expect(told(report)).toBe('')
      expect(report.notes.join()).toMatch(new RegExp(`Entry ${at} says a time that is \\d hours? before`))
    }
  }
})
