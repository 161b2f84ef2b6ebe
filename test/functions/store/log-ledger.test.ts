import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
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
import { leafHashOf } from '../../../functions/trail/digest.ts'
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
    // Head, batch, and for each entry its index and its row in the outbox, each twice for the transaction.
    expect(busy['dynamodb Trail writeUnits']).toBeLessThanOrEqual(490 * 4.2 + 10)
    expect(busy).toMatchObject({ 's3 log-0 puts': 7, 'kms key-0 requests': 1 })
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
