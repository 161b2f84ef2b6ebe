import { beforeEach, describe, expect, test } from 'vitest'
import { canonicalJson, leafHashOf } from '../../../../functions/trail/digest.ts'
import { createSequencer, type SequencerReport } from '../../../../functions/trail/sequencer/sequencer.ts'
import { MemoryLog, partsOver } from './memory-log.ts'
import { watch, whatIsWrong } from './sound-log.ts'

let log: MemoryLog
const run = (limits = {}): Promise<SequencerReport> => createSequencer({ ...partsOver(log), limits }).run()
const minutes = (count: number) => count * 60_000

/** Takes an entry's row out of the outbox, as a query sees it that began before the row was there. */
function hide(hash: string): () => void {
  const found = [...log.outbox].find(([, { leafHash }]) => leafHash === hash)
  if (found === undefined) throw new Error('It does not wait')
  log.outbox.delete(found[0])
  return () => log.outbox.set(...found)
}

beforeEach(async () => {
  log = new MemoryLog()
  log.append('a')
  await run()
})

describe('an entry whose predecessor has no place yet', () => {
  test('waits while others go ahead, and follows when the predecessor comes', async () => {
    const show = hide(log.append('a'))
    log.append('a')
    log.append('b')
    log.now += minutes(1)
    expect(await run()).toMatchObject({ size: 2, quarantined: 0, behindMs: minutes(1) })
    show()
    expect(await run()).toMatchObject({ size: 4, quarantined: 0, behindMs: 0 })
    expect(whatIsWrong(log, 4)).toEqual([])
  })

  test('is set aside with all that follows it when the predecessor does not come for ten minutes', async () => {
    hide(log.append('a'))
    const lonely = [log.append('a'), log.append('a')]
    log.append('b')
    log.now += minutes(11)
    expect(await run()).toMatchObject({ size: 2, quarantined: 2, trouble: null })
    expect([...log.quarantine]).toEqual(lonely.map((hash) => [hash, 'no-predecessor']))
    expect(log.outbox.size).toBe(0)
    expect(await run()).toMatchObject({ quarantined: 0, behindMs: 0 })
  })

  test('is not set aside when the predecessor gets its place in the same moment', async () => {
    const first = log.append('a')
    const show = hide(first)
    log.append('a')
    log.now += minutes(11)
    const parts = partsOver(log, async (call, phase) => {
      if (call !== 'quarantine' || phase !== 'before') return
      show()
      log.index.set(first, 999)
    })
    expect(await createSequencer(parts).run()).toMatchObject({ quarantined: 0 })
    expect(log.quarantine.size).toBe(0)
  })
})

describe('a poison entry is set aside with the reason, and holds up nobody', () => {
  const put = (bytes: Uint8Array, seq = 0, hash = leafHashOf(bytes)) => {
    log.putEntry(bytes, seq, new Date(log.now).toISOString(), hash)
    return hash
  }
  const textOf = (hash: string) => Buffer.from(log.entries.get(hash) ?? '').toString('utf8')
  const mayComeRight = ['unparsable', 'not-canonical']
  const cases: Record<string, [reason: string, make: () => string]> = {
    'half a surrogate pair, of which there is no canonical form': [
      'not-canonical',
      () => {
        const model = textOf(log.append('d'))
        return put(Buffer.from(model.replace('"submitted"', '"\\ud800"')))
      },
    ],
    'a sound entry under a key that does not begin with an instant': [
      'key-broken',
      () => {
        const hash = log.append('d')
        const [key = '', waiting] = [...log.outbox].find(([, { leafHash }]) => leafHash === hash) ?? []
        log.outbox.delete(key)
        log.append('e')
        if (waiting !== undefined) log.outbox.set('never', { ...waiting, key: 'never', signedAt: 'never' })
        return hash
      },
    ],
    'an entry that follows another subject’s': [
      'follows-other',
      () => {
        log.chains.set('a', { seq: 1, lastHash: log.append('b'), lastAt: '' })
        return log.append('a')
      },
    ],
    'an entry of a chain that is of another kind': ['follows-other', () => log.append('a', 'register')],
    'bytes that are no JSON': ['unparsable', () => put(Buffer.from('{'))],
    'bytes that are no UTF-8': ['unparsable', () => put(Uint8Array.of(0xff, 0xfe))],
    'an entry of another version': [
      'unparsable',
      () => put(Buffer.from(canonicalJson({ schemaVersion: 2 }))),
    ],
    'an entry that is not canonical': [
      'not-canonical',
      () => {
        const model = log.append('d')
        return put(Buffer.from(` ${textOf(model)}`))
      },
    ],
    'an entry of more than 65,535 bytes': [
      'too-long',
      () => {
        const model = JSON.parse(textOf(log.append('d')))
        return put(Buffer.from(canonicalJson({ ...model, meaning: 'x'.repeat(65_535) })))
      },
    ],
    'an entry under another hash': [
      'hash-differs',
      () => put(Buffer.from(textOf(log.append('d'))), 0, 'f'.repeat(64)),
    ],
    'an outbox row without an entry': [
      'entry-missing',
      () => {
        const hash = log.append('e')
        log.entries.delete(hash)
        return hash
      },
    ],
    'a first entry that names a predecessor': [
      'no-predecessor',
      () => {
        const model = JSON.parse(textOf(log.append('d')))
        return put(Buffer.from(canonicalJson({ ...model, prevEventHash: 'e'.repeat(64) })))
      },
    ],
  }

  test.each(Object.entries(cases))('%s', async (_name, [reason, make]) => {
    const hash = make()
    log.append('c')
    const sound = log.outbox.size - 1
    if (mayComeRight.includes(reason)) {
      expect(await run()).toMatchObject({ quarantined: 0, size: 1 + sound, trouble: null })
      log.now += minutes(11)
    }
    expect(await run()).toMatchObject({ quarantined: 1, trouble: null })
    expect(log.head?.integratedSize).toBe(1 + sound)
    expect([...log.quarantine]).toEqual([[hash, reason]])
    expect(log.outbox.size).toBe(0)
  })
})

describe('a chain that the records lead back, as when they are restored from a backup', () => {
  const forked = async () => {
    for (let entry = 0; entry < 3; entry += 1) log.append('a')
    const backup = log.chains.get('a')
    const lost = log.append('a')
    if (backup === undefined) throw new Error('There is no such chain')
    return { backup, lost }
  }

  test('gets no second entry of a number, whatever order they come in; all others go on, and every verifier accepts the log', async () => {
    const { backup } = await forked()
    await run()
    log.chains.set('a', backup)
    log.now += 5
    const second = [log.append('a'), log.append('a'), log.append('a')]
    log.append('b')
    expect(await run()).toMatchObject({ quarantined: 2, size: 6, trouble: null })
    log.now += minutes(11)
    log.append('b')
    expect(await run()).toMatchObject({ quarantined: 1, size: 7, trouble: null })
    expect([...log.quarantine]).toEqual([
      [second[0], 'place-taken'],
      [second[1], 'follows-other'],
      [second[2], 'no-predecessor'],
    ])
    expect(whatIsWrong(log, 7)).toEqual([])
    // Once the records know of what the log has, the chain goes on.
    log.chains.set('a', { ...backup, seq: 5, lastHash: log.ends.get('a'.padStart(32, '0'))?.lastHash ?? '' })
    log.append('a')
    expect(await run()).toMatchObject({ quarantined: 0, size: 8, trouble: null })
    expect(whatIsWrong(log, 8)).toEqual([])
  })

  test('gives the place to the older of two that wait at once', async () => {
    const { backup, lost } = await forked()
    log.chains.set('a', backup)
    log.now += 5
    const second = log.append('a')
    expect(await run()).toMatchObject({ quarantined: 0, size: 5, trouble: null })
    expect(await run()).toMatchObject({ quarantined: 1, size: 5, trouble: null })
    expect(log.index.has(lost)).toBe(true)
    expect([...log.quarantine]).toEqual([[second, 'place-taken']])
    expect(whatIsWrong(log, 5)).toEqual([])
  })
})

describe('an entry that was set aside', () => {
  test('goes in when it was put back and can be read, with what follows it, each when it is asked for', async () => {
    const first = log.append('d')
    const second = log.append('d')
    const bytes = log.entries.get(first) ?? new Uint8Array(0)
    log.entries.delete(first)
    log.now += minutes(11)
    expect(await run()).toMatchObject({ quarantined: 2 })
    const sequencer = createSequencer(partsOver(log))
    expect(await sequencer.requeue(first)).toMatchObject({
      requeued: false,
      sentence: expect.stringContaining('stays aside. The outbox names an entry that has no row'),
    })
    log.entries.set(first, bytes)
    for (const hash of [first, second])
      expect(await sequencer.requeue(hash)).toMatchObject({ requeued: true })
    expect(await sequencer.run()).toMatchObject({ quarantined: 0, trouble: null, size: 3 })
    expect(await sequencer.requeue(first)).toMatchObject({ requeued: false })
    expect(whatIsWrong(log, 3)).toEqual([])
  })

  test('is set aside again when it still does not fit', async () => {
    const backup = log.chains.get('a')
    log.append('a')
    await run()
    if (backup !== undefined) log.chains.set('a', backup)
    log.now += 5
    const second = log.append('a')
    await run()
    const sequencer = createSequencer(partsOver(log))
    expect(await sequencer.requeue(second)).toMatchObject({ requeued: true })
    expect(await sequencer.run()).toMatchObject({ quarantined: 1, trouble: null })
    expect([...log.quarantine]).toEqual([[second, 'place-taken']])
  })
})

describe('an entry that is in the log and came back into the outbox', () => {
  test('is taken out again, under whatever key, and holds up nobody', async () => {
    const [hash = ''] = log.index.keys()
    log.putEntry(log.entries.get(hash) ?? new Uint8Array(0), 0, new Date(log.now).toISOString(), hash)
    log.putEntry(log.entries.get(hash) ?? new Uint8Array(0), 1, new Date(log.now).toISOString(), hash)
    log.append('b')
    expect(await run()).toMatchObject({ size: 2, quarantined: 0, trouble: null })
    expect(whatIsWrong(log, 2)).toEqual([])
  })
})

describe('a sequencer that loses every race', () => {
  test('leaves the work to the others after some tries, and says that entries wait', async () => {
    log.append('b')
    log.now += 3_000
    const parts = partsOver(log)
    let tries = 0
    const assign = async () => {
      tries += 1
      return 'lost' as const
    }
    const report = await createSequencer({ ...parts, ledger: { ...parts.ledger, assign } }).run()
    expect(report).toMatchObject({ trouble: null, published: 0, behindMs: 3_000 })
    expect(tries).toBeLessThan(20)
    expect(await run()).toMatchObject({ size: 2 })
  })
})

describe('a heartbeat', () => {
  test('is published when nothing was for a day, so that silence differs from suppression', async () => {
    log.now += minutes(24 * 60 - 1)
    expect(await run()).toMatchObject({ published: 0 })
    log.now += minutes(1)
    expect(await run()).toMatchObject({ published: 1, size: 2 })
    expect(log.heartbeats).toBe(1)
    expect(await run()).toMatchObject({ published: 0 })
    log.now += minutes(24 * 60)
    expect(await run()).toMatchObject({ published: 1, size: 3 })
    expect(log.heartbeats).toBe(2)
  })

  test('is not needed where something else is published', async () => {
    log.now += minutes(25 * 60)
    log.append('a')
    expect(await run()).toMatchObject({ published: 1, size: 2 })
    expect(log.heartbeats).toBe(0)
  })

  test('also comes while entries wait for what does not come', async () => {
    log.now += minutes(24 * 60)
    hide(log.append('a'))
    log.append('a')
    expect(await run()).toMatchObject({ published: 1, size: 2 })
    expect(log.heartbeats).toBe(1)
  })

  test('comes a day after a log was made in which nothing ever happened', async () => {
    log = new MemoryLog()
    expect(await run()).toMatchObject({ published: 0, size: 0 })
    log.now += minutes(24 * 60)
    expect(await run()).toMatchObject({ published: 1, size: 1 })
  })
})

describe('a register of which an entry is set aside', () => {
  test('begins anew, so that the log goes on to say that it lives', async () => {
    const broken = log.append('f', 'register')
    await run()
    log.now += minutes(1)
    const poison = log.append('f', 'register')
    log.entries.delete(poison)
    expect(log.index.has(broken)).toBe(true)
    expect(await run()).toMatchObject({ quarantined: 1, trouble: null })
    for (let day = 1; day <= 3; day += 1) {
      log.now += minutes(24 * 60 + 1)
      expect(await run()).toMatchObject({ published: 1, quarantined: 0 })
    }
    expect(log.register).toBe('ff')
    expect(whatIsWrong(log, log.index.size)).toEqual([])
  })
})

describe('many entries', () => {
  test('are published some thousand at a time, each checkpoint whole, and the delay is the longest', async () => {
    for (let entry = 0; entry < 700; entry += 1) log.append(`c${entry % 30}`)
    log.now += 7_000
    const { violations } = watch(log)
    expect(await run({ mostPerCheckpoint: 200 })).toMatchObject({
      size: 701,
      published: 4,
      mergeDelayMs: 7_000,
    })
    expect(violations).toEqual([])
    expect(whatIsWrong(log, 701)).toEqual([])
  })

  test('that do not fit into the time of a run are left to the next', async () => {
    for (let entry = 0; entry < 300; entry += 1) log.append(`c${entry % 30}`)
    const parts = partsOver(log, async (call, phase) => {
      if (call === 'assign' && phase === 'after') log.now += 1_000
    })
    const slow = { ...parts, limits: { runMs: 3_000 } }
    const report = await createSequencer(slow).run()
    expect(report.behindMs).toBe(3_000)
    // Three transactions, each of 32 entries at least and 48 at most.
    expect(report.size).toBeGreaterThan(3 * 32)
    expect(report.size).toBeLessThan(2 + 3 * 48)
    expect(await run()).toMatchObject({ size: 301, behindMs: 0 })
    expect(whatIsWrong(log, 301)).toEqual([])
  })
})
