import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealTrail } from '../../../functions/reactions/seal-trail.ts'
import { listQuarantined } from '../../../functions/store/log-watch.ts'
import { logOrigin } from '../../../functions/trail/sequencer/log-origin.ts'
import { createSequencer, type SequencerParts } from '../../../functions/trail/sequencer/sequencer.ts'
import { type LogServices, startLogServices } from '../log-services.ts'
import { createWaitingEntries, type WaitingEntries } from '../waiting-entries.ts'

let services: LogServices
let waiting: WaitingEntries

beforeAll(async () => {
  services = await startLogServices()
  waiting = createWaitingEntries(services.db)
}, 60_000)
afterAll(() => services.close())

/** One call of a fresh process, with what it printed. */
async function seal(more: Partial<SequencerParts> = {}, event?: unknown) {
  const lines: Record<string, unknown>[] = []
  const sealing = sealTrail(
    {
      sequencer: createSequencer({ ...services.parts(), ...more }),
      now: () => new Date().toISOString(),
      print: (line) => lines.push(JSON.parse(line)),
    },
    event,
  )
  const outcome = await sealing.catch((error: unknown) => error)
  return { outcome, lines, metrics: lines.find((line) => line._aws !== undefined) }
}

describe('sealing the trail', () => {
  test('publishes what waits and prints its figures as metrics of one namespace without dimensions', async () => {
    await waiting.add(3)
    const { outcome, metrics } = await seal()
    expect(outcome).toEqual({ size: 3, published: 1, trouble: null })
    expect(metrics).toMatchObject({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Countersign/Trail',
            Dimensions: [[]],
            Metrics: [
              { Name: 'Halted', Unit: 'Count' },
              { Name: 'HeadBehind', Unit: 'Count' },
              { Name: 'SigningFailed', Unit: 'Count' },
              { Name: 'Quarantined', Unit: 'Count' },
              { Name: 'Published', Unit: 'Count' },
              { Name: 'MergeDelaySeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      Halted: 0,
      HeadBehind: 0,
      SigningFailed: 0,
      Quarantined: 0,
      Published: 1,
      MergeDelaySeconds: expect.any(Number),
    })
    expect((await seal()).metrics).toMatchObject({ Published: 0, MergeDelaySeconds: 0 })
  })

  test('says in words that entries were published later than the log promises', async () => {
    await waiting.add(1)
    const { metrics, lines } = await seal({ now: () => Date.now() + 61_000 })
    expect(metrics?.MergeDelaySeconds).toBeGreaterThan(60)
    expect(lines).toContainEqual({
      message: 'Entries were published later than the log promises',
      mergeDelayMs: expect.any(Number),
    })
  })

  test('fails, so that an alarm hears of it, when the key does not sign, and publishes with the next call', async () => {
    await waiting.add(1)
    const { signer } = services.parts()
    const silent = { ...signer, sign: () => Promise.reject(new Error('KMS is away')) }
    const { outcome, metrics } = await seal({ signer: silent })
    expect(outcome).toBeInstanceOf(Error)
    expect(metrics).toMatchObject({ SigningFailed: 1 })
    expect((await seal()).outcome).toEqual({ size: 5, published: 1, trouble: null })
  })

  test('puts an entry back that was set aside when it is called with its hash, and seals it', async () => {
    await waiting.add(1)
    const { ledger } = services.parts()
    const [entry] = await ledger.waiting(1)
    if (entry === undefined) throw new Error('Nothing waits')
    const reason = { code: 'unparsable', sentence: 'An older version could not read it.' } as const
    expect(await ledger.quarantine(entry, reason, new Date().toISOString())).toBe(true)
    expect((await listQuarantined(services.db)).map(({ leafHash }) => leafHash)).toEqual([entry.leafHash])
    expect((await seal()).outcome).toMatchObject({ published: 0 })
    const { outcome, lines } = await seal({}, { requeue: entry.leafHash })
    const sentence = 'The entry waits for its place in the log again.'
    expect(outcome).toEqual({ size: 6, published: 1, trouble: null, requeued: sentence })
    expect(lines).toContainEqual({ message: sentence, requeue: entry.leafHash })
    expect(await listQuarantined(services.db)).toEqual([])
    expect((await seal({}, { requeue: entry.leafHash })).outcome).toMatchObject({
      requeued: expect.stringContaining('is not set aside'),
    })
    // What the stream and the schedule send is no such call.
    expect((await seal({}, { Records: [] })).outcome).toEqual({ size: 6, published: 0, trouble: null })
  })

  test('halts with a sentence when the key is another one, and counts what waits as late', async () => {
    await waiting.add(1)
    const other = services.parts(1).signer
    const { outcome, metrics, lines } = await seal({ signer: other, now: () => Date.now() + 90_000 })
    expect(outcome).toMatchObject({ trouble: { code: 'key-changed' } })
    expect(metrics).toMatchObject({ Halted: 1, SigningFailed: 1, HeadBehind: 0, Published: 0 })
    expect(metrics?.MergeDelaySeconds).toBeGreaterThan(60)
    expect(lines).toContainEqual({
      message: 'The log halts',
      code: 'key-changed',
      sentence: expect.stringContaining('signing key is not the one'),
    })
  })

  test('calls a head that is behind its bucket by its name', async () => {
    const { metrics, outcome } = await seal({
      ledger: { ...services.parts().ledger, head: async () => undefined },
    })
    expect(outcome).toMatchObject({ trouble: { code: 'head-missing' } })
    expect(metrics).toMatchObject({ Halted: 1, HeadBehind: 1 })
  })

  test('a log is named by where it is read, without the scheme', () => {
    expect(logOrigin('https://reviews.example.com')).toBe('reviews.example.com/audit/log')
    expect(logOrigin('http://127.0.0.1:8400/')).toBe('127.0.0.1:8400/audit/log')
  })
})
