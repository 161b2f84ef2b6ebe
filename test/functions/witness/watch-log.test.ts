import { createPublicKey, verify } from 'node:crypto'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchLog } from '../../../functions/witness/watch-log.ts'
import { createLogKey, entriesOf, logOver, publish, textAt } from './small-log.ts'
import { type Place, startWitnessBench, type WitnessBench } from './witness-bench.ts'

let bench: WitnessBench
beforeAll(async () => {
  bench = await startWitnessBench()
})
afterAll(() => bench.close())

const key = createLogKey()
const entries = entriesOf('act', 600)
const first = (count: number) => entries.slice(0, count)

/** A place whose log stands at a size and was cosigned there. */
async function cosignedAt(size: number): Promise<Place> {
  const place = await bench.place(key)
  await publish(bench.clients.s3, place.log, await logOver(key, first(size)))
  expect(await watchLog(await place.witness())).toMatchObject({ outcome: 'cosigned', size })
  return place
}

const show = async (place: Place, note: string | Uint8Array) => {
  await bench.clients.s3.send(new PutObjectCommand({ Bucket: place.log, Key: 'checkpoint', Body: note }))
}

test('given a log that grows, each checkpoint is cosigned, as other people would check it', async () => {
  const place = await bench.place(key)
  const sizes = [0, 1, 2, 255, 256, 257, 511, 512, 600]
  for (const size of sizes) {
    await publish(bench.clients.s3, place.log, await logOver(key, first(size)))
    const look = await watchLog(await place.witness())
    expect(look).toMatchObject({ outcome: 'cosigned', size })
    expect(look.sentence).toMatch(size === 0 ? /first checkpoint/ : /begin with the \d+ of before/)
  }
  const kept = await place.cosigned()
  expect([...kept.keys()]).toEqual(sizes.map((size) => `cosigned/${String(size).padStart(16, '0')}`))

  // Without any code of the trail: taken apart and checked as the text of c2sp.org/tlog-cosignature says.
  const { signer } = await place.witness()
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), signer.publicKey])
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' })
  for (const note of kept.values()) {
    const [text = '', signatures = ''] = note.split('\n\n')
    const line = signatures.split('\n').find((each) => each.startsWith('— witness.example/w1 ')) ?? ''
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64')
    const time = bytes.readBigUInt64BE(4)
    expect(new Date(Number(time) * 1000).toISOString()).toBe('2026-11-21T10:00:00.000Z')
    const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}\n`, 'utf8')
    expect(verify(null, message, publicKey, bytes.subarray(12))).toBe(true)
  }
})

test('given a log that stands still, it is cosigned once, and after a day it is reported once as silent', async () => {
  const place = await cosignedAt(5)
  const later = async (at: string) => watchLog(await place.witness({ at }))
  expect(await later('2026-11-22T11:00:00.000Z')).toMatchObject({ outcome: 'unchanged', hoursSinceNews: 25 })
  const silent = await later('2026-11-22T11:00:01.000Z')
  expect(silent).toMatchObject({ outcome: 'silent', kind: 'silent' })
  expect(silent.sentence).toMatch(/nothing new for 25 hours/)
  await later('2026-11-22T12:00:00.000Z')
  expect((await place.cosigned()).size).toBe(1)
  expect(await place.reports()).toEqual([silent.report])

  await publish(bench.clients.s3, place.log, await logOver(key, first(6)))
  expect(await later('2026-11-22T12:05:00.000Z')).toMatchObject({ outcome: 'cosigned', size: 6 })
})

test('given a clock that was a year ahead once, silence is noticed a day later, and cosignatures keep their order', async () => {
  const place = await cosignedAt(5)
  const later = async (at: string) => watchLog(await place.witness({ at }))
  await publish(bench.clients.s3, place.log, await logOver(key, first(6)))
  expect(await later('2027-11-21T10:00:00.000Z')).toMatchObject({ outcome: 'cosigned', size: 6 })
  // The clock is right again. Since when the log says nothing is not known, so it counts from here.
  expect(await later('2026-11-21T11:00:00.000Z')).toMatchObject({ outcome: 'unchanged', hoursSinceNews: 0 })
  expect(await later('2026-11-22T12:00:00.000Z')).toMatchObject({ outcome: 'unchanged', hoursSinceNews: 25 })
  expect(await later('2026-11-22T12:00:01.000Z')).toMatchObject({ outcome: 'silent', kind: 'silent' })

  await publish(bench.clients.s3, place.log, await logOver(key, first(7)))
  expect(await later('2026-11-22T13:00:00.000Z')).toMatchObject({ outcome: 'cosigned', size: 7 })
  expect(await later('2026-11-22T15:00:00.000Z')).toMatchObject({ outcome: 'unchanged', hoursSinceNews: 2 })
  // The seconds that the three cosignatures bear, as c2sp.org/tlog-cosignature places them.
  const times = [...(await place.cosigned()).values()].map((note) => {
    const line = note.split('\n').find((each) => each.startsWith('— witness.example/w1 ')) ?? ''
    return Number(Buffer.from(line.split(' ')[2] ?? '', 'base64').readBigUInt64BE(4))
  })
  const ahead = Date.parse('2027-11-21T10:00:00.000Z') / 1000
  expect(times).toEqual([Date.parse('2026-11-21T10:00:00.000Z') / 1000, ahead, ahead])
})

test('given a log that was rolled back, it is refused and reported with both notes', async () => {
  const place = await cosignedAt(300)
  const believed = await textAt(bench.clients.s3, place.log, 'checkpoint')
  const older = await logOver(key, first(299))
  await publish(bench.clients.s3, place.log, older)
  const look = await watchLog(await place.witness())
  expect(look).toMatchObject({ outcome: 'refused', kind: 'rolled-back', size: 300 })
  expect(look.sentence).toMatch(/of 299 entries, though it had signed one of 300 entries/)
  const report = JSON.parse(
    await textAt(bench.clients.s3, place.log.replace('log', 'evidence'), look.report ?? ''),
  )
  expect(report).toMatchObject({ kind: 'rolled-back', vkey: key.vkey, believed })
  expect(Buffer.from(report.shown, 'base64').toString('utf8')).toBe(older.checkpoint)

  // Seen again it is refused again, and reported once.
  await watchLog(await place.witness({ at: '2026-11-21T10:05:00.000Z' }))
  expect(await place.reports()).toHaveLength(1)
  // And the log that comes back to itself is believed again.
  await publish(bench.clients.s3, place.log, await logOver(key, first(301)))
  expect(await watchLog(await place.witness())).toMatchObject({ outcome: 'cosigned', size: 301 })
  expect((await place.cosigned()).size).toBe(2)
})

test('given a fork of the same size or a larger one, it is refused, with the tiles that show it', async () => {
  const other = [...first(200), ...entriesOf('another act', 400)]
  for (const [size, kind] of [
    [300, 'forked'],
    [301, 'rewritten'],
    [600, 'rewritten'],
  ] as const) {
    const place = await cosignedAt(300)
    await publish(bench.clients.s3, place.log, await logOver(key, other.slice(0, size)))
    const look = await watchLog(await place.witness())
    expect(look).toMatchObject({ outcome: 'refused', kind, size: 300 })
    const report = JSON.parse(
      await textAt(bench.clients.s3, place.log.replace('log', 'evidence'), look.report ?? ''),
    )
    expect(Object.keys(report.tiles).length > 0).toBe(kind === 'rewritten')
    expect((await place.cosigned()).size).toBe(1)
  }
})

test('given anything else than a signed checkpoint of this log, it is refused in words', async () => {
  const place = await cosignedAt(10)
  const good = (await logOver(key, first(11))).checkpoint
  const stranger = createLogKey(key.name)
  const elsewhere = createLogKey('elsewhere.example/log')
  const cases: [string | Uint8Array, string, RegExp][] = [
    ['', 'unreadable', /no blank line/],
    ['<html><body>503</body></html>\n', 'unreadable', /no blank line/],
    [new Uint8Array(70_000).fill(0x61), 'unreadable', /65537 bytes, more than/],
    [good.replaceAll('\n', '\r\n'), 'unreadable', /control character 13/],
    [good.replace('\n11\n', '\n011\n'), 'unreadable', /leading zeros/],
    [good.replace('\n11\n', '\n12\n'), 'bad-signature', /does not fit the text/],
    [(await logOver(stranger, first(11))).checkpoint, 'bad-signature', /is not signed by/],
    [(await logOver(elsewhere, first(11))).checkpoint, 'other-origin', /elsewhere\.example/],
    // Signed, and without its tiles.
    [(await logOver(key, first(400))).checkpoint, 'unproven', /the log lacks tile\//],
  ]
  for (const [shown, kind, words] of cases) {
    await show(place, shown)
    const look = await watchLog(await place.witness())
    expect(look).toMatchObject({ outcome: 'refused', kind, size: 10 })
    expect(look.sentence).toMatch(words)
  }
  await bench.clients.s3.send(new DeleteObjectCommand({ Bucket: place.log, Key: 'checkpoint' }))
  expect(await watchLog(await place.witness())).toMatchObject({ outcome: 'refused', kind: 'unreadable' })
  expect(await place.reports()).toHaveLength(cases.length + 1)
  expect((await place.cosigned()).size).toBe(1)

  // Tiles that lead elsewhere are told from a log that was rewritten.
  const grown = await logOver(key, first(400))
  for (const tile of grown.tiles.values()) tile[0] = (tile[0] ?? 0) ^ 1
  await publish(bench.clients.s3, place.log, grown)
  const look = await watchLog(await place.witness())
  expect(look).toMatchObject({ outcome: 'refused', kind: 'unproven' })
  expect(look.sentence).toMatch(/tiles lead to another root/)
})

test('given a checkpoint to begin with, a log that does not contain it is refused from the first look', async () => {
  const begin = (await logOver(key, first(50))).checkpoint
  const place = await bench.place(key)
  await publish(bench.clients.s3, place.log, await logOver(key, entriesOf('another act', 60)))
  expect(await watchLog(await place.witness({ first: begin }))).toMatchObject({
    outcome: 'refused',
    kind: 'rewritten',
  })
  await publish(bench.clients.s3, place.log, await logOver(key, first(50)))
  expect(await watchLog(await place.witness({ first: begin }))).toMatchObject({
    outcome: 'cosigned',
    size: 50,
  })
  await expect(place.witness({ first: begin.replace('\n50\n', '\n51\n') })).rejects.toThrow(
    /The checkpoint to begin with cannot be used\. .+ is not signed by the log's key/,
  )
})

test('given a bucket that does not answer, nothing is said of the log and nothing is reported', async () => {
  const place = await cosignedAt(10)
  const witness = await place.witness()
  const { createLogReader } = await import('../../../functions/witness/read-log.ts')
  const look = await watchLog({ ...witness, readLog: createLogReader(bench.clients.s3, 'no-such-bucket') })
  expect(look).toMatchObject({ outcome: 'unreachable', size: 10 })
  expect(look.sentence).toMatch(/no-such-bucket does not give checkpoint\. NoSuchBucket/)
  expect(await place.reports()).toEqual([])
})

test('given a witness whose table was lost, it cosigns nothing more and says why', async () => {
  const place = await cosignedAt(300)
  await publish(bench.clients.s3, place.log, await logOver(key, entriesOf('another act', 20)))
  await expect(watchLog(await place.forgetful().witness())).rejects.toThrow(
    /has cosigned a checkpoint of 300 entries and does not remember it/,
  )
  expect((await place.cosigned()).size).toBe(1)
})
