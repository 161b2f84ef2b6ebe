import { beforeEach, describe, expect, test } from 'vitest'
import { createSequencer, type SequencerReport } from '../../../../functions/trail/sequencer/sequencer.ts'
import { keyOfSeed, MemoryLog, partsOver } from './memory-log.ts'
import { whatIsWrong } from './sound-log.ts'

let log: MemoryLog

/** A run of a process of its own. */
const run = (): Promise<SequencerReport> => createSequencer(partsOver(log)).run()

async function publishMore(entries: number): Promise<void> {
  for (let entry = 0; entry < entries; entry += 1) log.append('a')
  log.now += 1_000
  expect(await run()).toMatchObject({ trouble: null, published: 1 })
}

/** Nothing may move while the log halts. */
async function expectRefusal(code: string, sentence: RegExp): Promise<void> {
  log.append('b')
  const [objects, head, waiting] = [new Map(log.objects), log.head, log.outbox.size]
  const report = await run()
  expect(report.trouble?.code).toBe(code)
  expect(report.trouble?.sentence).toMatch(sentence)
  expect(log.state).toEqual(report.trouble)
  expect([log.objects, log.head, log.outbox.size]).toEqual([objects, head, waiting])
  // Asked again, it looks again and says the same.
  expect((await run()).trouble?.code).toBe(code)
}

beforeEach(async () => {
  log = new MemoryLog()
  await publishMore(3)
})

describe('given a log that was published, the sequencer refuses to go on and says why', () => {
  test('when the head comes from an old backup', async () => {
    const old = log.head
    await publishMore(4)
    const latest = log.head
    log.head = old
    await expectRefusal('bucket-ahead', /counts 7 entries, the table knows of 3.*old backup.*restore/)
    // Nothing sticks: with the right head it goes on, and what waited is published.
    log.head = latest
    expect(await run()).toMatchObject({ trouble: null, published: 1, size: 8 })
    expect(log.state).toBeNull()
    expect(whatIsWrong(log, 8)).toEqual([])
  })

  test('when all tables come from an old backup', async () => {
    const backup = log.copy()
    await publishMore(4)
    const bucket = log.objects
    log = backup
    log.objects = bucket
    await expectRefusal('bucket-ahead', /counts 7 entries, the table knows of 3/)
  })

  test('when only the batches are newer than the head', async () => {
    const old = log.head
    log.append('a')
    // It dies before anything public is written.
    const dies = partsOver(log, async (call) => {
      if (call.startsWith('put ')) throw new Error('dead')
    })
    await expect(createSequencer(dies).run()).rejects.toThrow('dead')
    expect(log.head).not.toBe(old)
    log.head = old
    await expectRefusal(
      'batch-ahead',
      /The batches give indices up to 3, LOG\/HEAD would give 3 away a second time/,
    )
  })

  test.each([
    ['says more', 1_000],
    ['says one more', 4],
  ])('when the head %s than there are batches, before it gives any index away', async (_what, nextIndex) => {
    const right = log.head
    if (right === undefined) throw new Error('There is no head')
    log.head = { ...right, nextIndex }
    await expectRefusal(
      'batch-missing',
      new RegExp(`says that ${nextIndex} entries have an index.*tell of 3`),
    )
    expect([...log.batches.keys()]).toEqual([0])
    log.head = right
    expect(await run()).toMatchObject({ trouble: null, published: 1, size: 4 })
    expect(whatIsWrong(log, 4)).toEqual([])
  })

  test('when the history is ahead of the head', async () => {
    const old = log.head
    const checkpoint = log.objects.get('checkpoint')
    await publishMore(4)
    if (checkpoint === undefined || old === undefined) throw new Error('There is no checkpoint')
    log.objects.set('checkpoint', checkpoint)
    log.checkpoints.delete(7)
    log.batches.delete(3)
    log.head = old
    await expectRefusal('history-ahead', /history holds a checkpoint of 7 entries, the table knows of 3/)
  })

  test('when the tables are empty', async () => {
    const bucket = log.objects
    log = new MemoryLog()
    log.objects = bucket
    await expectRefusal('head-missing', /published log, of which the table knows nothing.*empty bucket/)
  })

  test('when the head alone is gone, and the bucket has nothing yet', async () => {
    log.head = undefined
    log.objects.clear()
    await expectRefusal('head-missing', /LOG\/HEAD is gone/)
  })

  test('when an older checkpoint was put in the place of a newer one', async () => {
    const older = log.objects.get('checkpoint')
    await publishMore(4)
    if (older === undefined) throw new Error('There is no checkpoint')
    log.objects.set('checkpoint', older)
    await expectRefusal('checkpoint-rolled-back', /counts 3 entries, though one of 7 was published before/)
  })

  test('when the checkpoint is gone, or the bucket is another one', async () => {
    log.objects.clear()
    await expectRefusal('checkpoint-missing', /A checkpoint of 3 entries was published and is gone/)
  })

  test('when the key was exchanged', async () => {
    log.key = keyOfSeed(2)
    await expectRefusal('key-changed', /signing key is not the one that .* was made with/)
  })

  test('when the key is exchanged while it runs, what it signs is not published', async () => {
    log.append('a')
    const parts = partsOver(log, async (call, phase) => {
      if (call === 'sign' && phase === 'before') log.key = keyOfSeed(2)
    })
    const report = await createSequencer(parts).run()
    expect(report.trouble?.code).toBe('key-changed')
    expect(report.trouble?.sentence).toContain('does not verify with the key')
    expect([log.published.length, log.checkpoints.size]).toEqual([1, 1])
    log.key = keyOfSeed(1)
    expect(await run()).toMatchObject({ trouble: null, size: 4, published: 1 })
  })

  test('when somebody else’s checkpoint stands there', async () => {
    const other = new MemoryLog()
    other.key = keyOfSeed(2)
    for (let entry = 0; entry < 3; entry += 1) other.append('e')
    await createSequencer(partsOver(other)).run()
    const foreign = other.objects.get('checkpoint')
    if (foreign === undefined) throw new Error('There is no checkpoint')
    log.objects.set('checkpoint', foreign)
    await expectRefusal('checkpoint-foreign', /not one that .* signed with the key it was made with/)
  })

  test('when checkpoint and head have the same size and different roots', async () => {
    const other = new MemoryLog()
    for (let entry = 0; entry < 3; entry += 1) other.append('e')
    await createSequencer(partsOver(other)).run()
    const fork = other.objects.get('checkpoint')
    if (fork === undefined) throw new Error('There is no checkpoint')
    log.objects.set('checkpoint', fork)
    await expectRefusal('root-differs', /both count 3 entries but have different roots/)
  })
})

describe('given changed objects, nothing is signed', () => {
  const flipped = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte, at) => (at === 40 ? byte ^ 1 : byte))

  describe.each(['tile/0/000.p/5', 'tile/entries/000.p/5'])('%s of the new tree', (path) => {
    /** A run in which somebody changes the object when a call is about to be made, or was; with the calls that it made. */
    async function runChanging(when: string, at: 'before' | 'after') {
      log.append('a')
      log.append('b')
      const calls: string[] = []
      const parts = partsOver(log, async (call, phase) => {
        if (phase === 'before') calls.push(call)
        const object = log.objects.get(path)
        if (call === when && phase === at && object !== undefined)
          log.objects.set(path, { ...object, bytes: flipped(object.bytes) })
      })
      return { report: await createSequencer(parts).run(), calls }
    }

    test('between its put and the commit: the head does not say that it stands there', async () => {
      const { report, calls } = await runChanging(`put ${path}`, 'after')
      expect(report.trouble?.code).toBe('object-broken')
      expect(calls).toContain(`put ${path}`)
      expect(calls).not.toContain('commit')
      expect(calls).not.toContain('sign')
      expect(log.head?.integratedSize).toBe(3)
      expect(log.published).toHaveLength(1)
    })

    test('between the commit and the signature: there is no signature', async () => {
      const { report, calls } = await runChanging('commit', 'after')
      expect(report.trouble?.code).toBe('object-broken')
      expect(calls).toContain('commit')
      expect(calls).not.toContain('sign')
      expect(log.head?.integratedSize).toBe(5)
      expect([log.published.length, log.checkpoints.size]).toEqual([1, 1])
    })
  })

  test.each(['tile/0/000.p/3', 'tile/entries/000.p/3'])(
    '%s of the tree that the log goes on from',
    async (path) => {
      const tile = log.objects.get(path)
      if (tile === undefined) throw new Error('There is no such object')
      log.objects.set(path, { ...tile, bytes: flipped(tile.bytes) })
      log.append('a')
      expect((await run()).trouble?.code).toBe('object-broken')
      expect(log.head?.integratedSize).toBe(3)
      expect(log.published).toHaveLength(1)
    },
  )

  test('a bundle that is cut off', async () => {
    const path = 'tile/entries/000.p/3'
    const bundle = log.objects.get(path)
    if (bundle === undefined) throw new Error('There is no such object')
    log.objects.set(path, { ...bundle, bytes: bundle.bytes.slice(0, -1) })
    log.append('a')
    expect((await run()).trouble).toMatchObject({
      code: 'object-broken',
      sentence: expect.stringContaining(path),
    })
  })

  test('an object that is missing', async () => {
    log.objects.delete('tile/entries/000.p/3')
    log.append('a')
    expect((await run()).trouble).toMatchObject({
      code: 'object-missing',
      sentence: expect.stringContaining('tile/entries/000.p/3'),
    })
    expect(log.published).toHaveLength(1)
  })

  test('a path that the log grows into holds something else', async () => {
    log.objects.set('tile/0/000.p/4', { bytes: new Uint8Array(128), version: 'once' })
    log.append('a')
    expect((await run()).trouble).toMatchObject({
      code: 'object-differs',
      sentence: expect.stringContaining('tile/0/000.p/4'),
    })
    expect(log.head?.integratedSize).toBe(3)
    expect(log.published).toHaveLength(1)
  })

  test('an entry that has its place and was changed before it came into a tile', async () => {
    const hash = log.append('a')
    const dies = partsOver(log, async (call, phase) => {
      if (call === 'assign' && phase === 'after') throw new Error('dead')
    })
    await expect(createSequencer(dies).run()).rejects.toThrow('dead')
    const bytes = log.entries.get(hash) ?? new Uint8Array(0)
    log.entries.set(hash, flipped(bytes))
    expect((await run()).trouble).toMatchObject({
      code: 'entry-missing',
      sentence: expect.stringContaining(hash),
    })
    log.entries.set(hash, bytes)
    expect(await run()).toMatchObject({ trouble: null, size: 4 })
  })
})
