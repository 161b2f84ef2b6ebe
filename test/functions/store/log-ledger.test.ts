import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Row, toItem } from '../../../functions/store/database.ts'
import { entryKey, LOG_HEAD_KEY, outboxKey, quarantineKey } from '../../../functions/store/keys.ts'
import {
  getTrailRow,
  indexOfLeaf,
  latestPublishedCheckpoint,
  listCheckpoints,
  readEntry,
  readHead,
  readState,
} from '../../../functions/store/log-state.ts'
import { loadRegister } from '../../../functions/store/register.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { fromHex } from '../../../functions/trail/bytes.ts'
import { canonicalJson, leafHashOf } from '../../../functions/trail/digest.ts'
import { formatVkey } from '../../../functions/trail/note.ts'
import { createSequencer } from '../../../functions/trail/sequencer/sequencer.ts'
import { checkLog } from '../../independent-log/check-log.ts'
import { type LogServices, ORIGIN, startLogServices } from '../log-services.ts'
import { publishedObjects } from '../published-objects.ts'
import { createWaitingEntries, type WaitingEntries } from '../waiting-entries.ts'

let services: LogServices
let waiting: WaitingEntries

beforeAll(async () => {
  services = await startLogServices()
  waiting = createWaitingEntries(services.db)
}, 60_000)
afterAll(() => services.close())

const run = () => createSequencer(services.parts()).run()

async function vkey(): Promise<string> {
  const publicKey = fromHex((await readHead(services.db))?.publicKey ?? '')
  if (publicKey === undefined) throw new Error('There is no head')
  return formatVkey(ORIGIN, publicKey)
}

describe('the log on real tables, a real write-once bucket and a real key', () => {
  test.each([1, 2, 255, 256, 257, 511, 512])(
    'verifies at %i entries for whoever wrote a verifier from the texts',
    async (size) => {
      await waiting.add(size - waiting.total())
      expect(await run()).toMatchObject({ trouble: null, size, published: 1, quarantined: 0, behindMs: 0 })
      const objects = await publishedObjects(services.s3, 'log-0')
      const checked = checkLog((path) => objects.get(path), await vkey())
      expect(checked).toMatchObject({ origin: ORIGIN, size })
      expect(objects.get(`checkpoint-history/${size}`)).toEqual(objects.get('checkpoint'))
      expect(new Set(checked.entries.map((entry) => leafHashOf(entry))).size).toBe(size)
    },
  )

  test('tells what it knows to whoever reads it', async () => {
    const { db } = services
    const latest = await latestPublishedCheckpoint(db)
    expect(latest).toMatchObject({ size: 512, mergeDelayMs: expect.any(Number) })
    expect((await listCheckpoints(db, { limit: 2 })).map(({ size }) => size)).toEqual([512, 511])
    expect((await listCheckpoints(db, { below: 257 })).map(({ size }) => size)).toEqual([256, 255, 2, 1])
    expect(await readState(db)).toEqual({ trouble: null })
    const objects = await publishedObjects(services.s3, 'log-0')
    const { entries } = checkLog((path) => objects.get(path), await vkey())
    for (const at of [0, 300, 511]) {
      const raw = entries[at]?.toString('utf8') ?? ''
      const hash = leafHashOf(Buffer.from(raw))
      expect(await indexOfLeaf(db, hash)).toBe(at)
      expect(await readEntry(db, hash)).toMatchObject({
        entry: raw,
        subjectKind: 'cycle',
        eventType: 'cycle.planned',
      })
    }
    expect(await indexOfLeaf(db, 'f'.repeat(64))).toBeUndefined()
  })

  test('costs a set number of units, so that a change which costs more is noticed', async () => {
    const count = async (work: () => Promise<unknown>) => {
      const before = new Map([...services.metered, ...services.meteredLog])
      await work()
      const after = new Map([...services.metered, ...services.meteredLog])
      return Object.fromEntries([...after].map(([name, amount]) => [name, amount - (before.get(name) ?? 0)]))
    }
    const sequencer = createSequencer(services.parts())
    await sequencer.run()
    const idle = await count(() => sequencer.run())
    expect(idle).toMatchObject({
      'dynamodb Trail writeUnits': 0,
      's3 log-0 puts': 0,
      's3 log-0 gets': 1,
      'kms key-0 requests': 0,
    })
    expect(idle['dynamodb Trail readUnits']).toBeLessThanOrEqual(6)
    await waiting.add(490)
    const busy = await count(() => sequencer.run())
    console.log('idle', idle, '490 entries', busy)
    // Head, batch, for each entry its index and its row in the outbox, and once a batch each chain's end; each twice for the
    // transaction. There are seven chains and at most 45 entries in a batch.
    expect(busy['dynamodb Trail writeUnits']).toBeLessThanOrEqual(490 * 4.2 + 11 * 7 * 2 + 10)
    expect(busy).toMatchObject({ 's3 log-0 puts': 7, 'kms key-0 requests': 1 })
  })

  test('what is poison or lacks its predecessor is set aside with a row that says why', async () => {
    const { db } = services
    const size = (await latestPublishedCheckpoint(db))?.size ?? 0
    await waiting.add(1)
    const [model] = await services.parts().ledger.waiting(1)
    const sound = JSON.parse((await readEntry(db, model?.leafHash ?? ''))?.entry ?? '')
    const put = async (hash: string, at: string, entry?: string) => {
      const rows = [outboxKey(at, 1, hash), ...(entry === undefined ? [] : [{ ...entryKey(hash), entry }])]
      for (const row of rows)
        await db.client.send(new PutItemCommand({ TableName: db.tables.trail, Item: toItem({ ...row }) }))
      return hash
    }
    const long = canonicalJson({
      ...sound,
      subjectSeq: sound.subjectSeq + 70,
      prevEventHash: 'e'.repeat(64),
      signedAt: '2026-01-01T00:00:00.000Z',
    })
    const lonely = await put(leafHashOf(Buffer.from(long)), '2026-01-01T00:00:00.000Z', long)
    const changed = await put('d'.repeat(64), new Date().toISOString(), canonicalJson(sound))
    const missing = await put('c'.repeat(64), new Date().toISOString())
    const nameless = { pk: 'OUTBOX', sk: 'no key of ours' }
    await db.client.send(new PutItemCommand({ TableName: db.tables.trail, Item: toItem(nameless) }))
    expect(await run()).toMatchObject({ trouble: null, quarantined: 4, size: size + 1 })
    const set = async (hash: string) => (await getTrailRow(db, quarantineKey(hash)))?.reason
    expect([await set(lonely), await set(changed), await set(missing), await set(nameless.sk)]).toEqual([
      'no-predecessor',
      'hash-differs',
      'entry-missing',
      'entry-missing',
    ])
    expect(await getTrailRow(db, quarantineKey(lonely))).toMatchObject({
      sentence: expect.stringContaining('e'.repeat(64)),
    })
    expect(await services.parts().ledger.waiting(1)).toEqual([])
  })

  test('an entry that is in the log and comes back into the outbox is taken out again', async () => {
    const { db } = services
    const size = (await latestPublishedCheckpoint(db))?.size ?? 0
    const objects = await publishedObjects(services.s3, 'log-0')
    const { entries } = checkLog((path) => objects.get(path), await vkey())
    const back = outboxKey(new Date().toISOString(), 0, leafHashOf(entries[3] ?? Buffer.alloc(0)))
    await db.client.send(new PutItemCommand({ TableName: db.tables.trail, Item: toItem({ ...back }) }))
    await waiting.add(2)
    expect(await run()).toMatchObject({ trouble: null, quarantined: 0, size: size + 2 })
    expect(await services.parts().ledger.waiting(1)).toEqual([])
  })

  test('given the head of an old backup, the sequencer refuses and says why, and goes on with the latest one', async () => {
    const { db } = services
    const headRow = async () => (await getTrailRow(db, LOG_HEAD_KEY)) ?? {}
    const restore = (row: Row) =>
      db.client.send(new PutItemCommand({ TableName: db.tables.trail, Item: toItem(row) }))
    const old = await headRow()
    await waiting.add(2)
    const { objects } = services.parts()
    const putOnce = () => Promise.reject(new Error('dead'))
    const dies = createSequencer({ ...services.parts(), objects: { ...objects, putOnce } })
    await expect(dies.run()).rejects.toThrow('dead')
    const assigned = await headRow()
    await restore(old)
    expect((await run()).trouble).toMatchObject({ code: 'batch-ahead' })
    await restore(assigned)
    expect(await run()).toMatchObject({ trouble: null, published: 1 })
    const latest = await headRow()
    await restore(old)
    const { trouble } = await run()
    expect(trouble).toMatchObject({ code: 'bucket-ahead', sentence: expect.stringContaining('old backup') })
    expect((await readState(db)).trouble).toMatchObject({ ...trouble, since: expect.any(String) })
    await restore(latest)
    expect(await run()).toMatchObject({ trouble: null })
    expect(await readState(db)).toEqual({ trouble: null })
  })

  test('a heartbeat is an entry of the register, and only one of two that want it appends it', async () => {
    const day = 24 * 3_600_000
    const later = () => Date.now() + day
    const parts = { ...services.parts(), now: later }
    const before = (await readHead(services.db))?.nextIndex ?? 0
    const [first, second] = await Promise.all([createSequencer(parts).run(), createSequencer(parts).run()])
    expect([first?.trouble, second?.trouble]).toEqual([null, null])
    const { chain } = await loadRegister(services.db)
    expect(chain.seq).toBe(1)
    const entries = await listEntries(services.db, chain.subjectRef)
    expect(JSON.parse(entries[0] ?? '')).toMatchObject({
      eventType: 'log.heartbeat',
      subjectKind: 'register',
    })
    expect(await createSequencer(parts).run()).toMatchObject({ size: before + 1, trouble: null })
    expect(await indexOfLeaf(services.db, chain.lastHash ?? '')).toBe(before)
  })
})
