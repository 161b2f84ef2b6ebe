import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexOfLeaf, readHead } from '../../../functions/store/log-state.ts'
import { fromHex } from '../../../functions/trail/bytes.ts'
import { leafHashOf } from '../../../functions/trail/digest.ts'
import { formatVkey } from '../../../functions/trail/note.ts'
import { createSequencer } from '../../../functions/trail/sequencer/sequencer.ts'
import { checkLog } from '../../independent-log/check-log.ts'
import { type LogServices, ORIGIN, startLogServices } from '../log-services.ts'
import { publishedObjects } from '../published-objects.ts'
import { createWaitingEntries, type WaitingEntries } from '../waiting-entries.ts'
import { createFaults, type Faults } from './sdk-faults.ts'

let services: LogServices
let waiting: WaitingEntries
let faults: Faults

beforeAll(async () => {
  services = await startLogServices()
  waiting = createWaitingEntries(services.db)
  faults = createFaults([services.db.client, services.s3, services.kms])
}, 60_000)
afterAll(() => services.close())

/** A process of its own. */
const run = () => createSequencer(services.parts()).run()

/** Everything that waited is published, once, and each checkpoint that ever was can be verified from what is served. */
async function expectWholeLog(): Promise<{ checkpoints: number }> {
  const objects = await publishedObjects(services.s3, 'log-0')
  const publicKey = fromHex((await readHead(services.db))?.publicKey ?? '') ?? new Uint8Array(32)
  const vkey = formatVkey(ORIGIN, publicKey)
  const { entries, size } = checkLog((path) => objects.get(path), vkey)
  expect(size).toBe(waiting.total())
  expect(await services.parts().ledger.waiting(1)).toEqual([])
  const chains = new Map<string, number>()
  for (const entry of entries) {
    const { subjectRef, subjectSeq } = JSON.parse(entry.toString('utf8'))
    expect(subjectSeq).toBe(chains.get(subjectRef) ?? 0)
    chains.set(subjectRef, subjectSeq + 1)
  }
  for (const at of [0, size - 1])
    expect(await indexOfLeaf(services.db, leafHashOf(entries[at] ?? Buffer.alloc(0)))).toBe(at)
  const history = [...objects.keys()].filter((path) => path.startsWith('checkpoint-history/'))
  for (const path of history) {
    // As if this were the newest: its own tiles are still there, and its entries are the beginning of today's.
    const then = checkLog((asked) => objects.get(asked === 'checkpoint' ? path : asked), vkey)
    expect(path).toBe(`checkpoint-history/${then.size}`)
    expect(then.entries.every((entry, at) => entry.equals(entries[at] ?? Buffer.alloc(0)))).toBe(true)
  }
  return { checkpoints: history.length }
}

describe('on real tables, bucket and key, a call that fails', () => {
  test('before or after its effect, alone or while a second sequencer runs to its end, harms nothing', async () => {
    const calls = new Set<string>()
    let scenarios = 0
    for (const { phase, second } of [
      { phase: 'before', second: false },
      { phase: 'after', second: false },
      { phase: 'after', second: true },
    ] as const) {
      for (let call = 0, isReached = true; isReached; call += 1) {
        await waiting.add(1)
        const hit = faults.at(call, phase, second ? run : undefined)
        const outcome = await run().catch((error: unknown) => error)
        isReached = hit.name() !== undefined
        faults.none()
        // A parallel read or write may have failed behind the one that was hit; nothing else may.
        if (outcome instanceof Error)
          expect(faults.isInjected(outcome), `${hit.name()} ${phase}: ${outcome.stack}`).toBe(true)
        else expect(outcome, `${hit.name()} ${phase}`).toMatchObject({ trouble: null })
        calls.add(hit.name() ?? '')
        scenarios += 1
      }
    }
    expect(await run()).toMatchObject({ trouble: null })
    const { checkpoints } = await expectWholeLog()
    console.log(`${scenarios} scenarios, ${checkpoints} checkpoints, calls: ${[...calls].sort().join(', ')}`)
    expect([...calls]).toEqual(
      expect.arrayContaining([
        'TransactWriteItemsCommand',
        'UpdateItemCommand',
        'PutObjectCommand',
        'SignCommand',
      ]),
    )
  })

  test('four sequencers at once, while entries come, publish each of them once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const outcomes = await Promise.all([run(), run(), waiting.add(20), run(), run()])
      for (const outcome of outcomes) if (outcome) expect(outcome.trouble).toBeNull()
    }
    await run()
    await expectWholeLog()
  })
})
