import { describe, expect, test } from 'vitest'
import { createSequencer } from '../../../../functions/trail/sequencer/sequencer.ts'
import { type Decide, Died, Failed, interleave } from './interleaved-runs.ts'
import { MemoryLog, partsOver } from './memory-log.ts'
import { watch, whatIsWrong } from './sound-log.ts'

/** New entries of four chains, one of which is in the log already. */
const ADDED = { a3: 3, c1: 2, c2: 2, c3: 2 }

/** A log of so many entries, and new ones that wait. */
async function logOf(size: number): Promise<MemoryLog> {
  const log = new MemoryLog()
  for (let entry = 0; entry < size; entry += 1) log.append(`a${entry % 20}`)
  if (size > 0) await createSequencer(partsOver(log)).run()
  log.now += 5_000
  for (const [chain, count] of Object.entries(ADDED))
    for (let entry = 0; entry < count; entry += 1) log.append(chain)
  return log
}

/** Plays one scenario and what a fresh process makes of it; what went wrong comes back in words. */
async function play(
  before: MemoryLog,
  runs: number,
  decideFor: (log: MemoryLog) => Decide,
): Promise<string[]> {
  const log = before.copy()
  const { violations } = watch(log)
  const outcomes = await interleave(log, runs, decideFor(log))
  const wrong = outcomes.flatMap(({ report, error }) => [
    ...(report?.trouble ? [`an honest run halted: ${report.trouble.sentence}`] : []),
    ...(error === undefined || isInjected(error) ? [] : [`a run failed: ${error.stack}`]),
  ])
  log.now += 1_000
  const last = await createSequencer(partsOver(log)).run()
  if (last.trouble !== null) wrong.push(`the next run halted: ${last.trouble.sentence}`)
  return [...wrong, ...violations, ...whatIsWrong(log, log.entries.size)]
}

const isInjected = (error: unknown): boolean =>
  error instanceof Died || error instanceof Failed || (error instanceof Error && isInjected(error.cause))

/** The gates that a run without faults comes to: one before and one after each call. */
async function gatesOfAWholeRun(before: MemoryLog): Promise<{ gates: number; calls: string[] }> {
  const calls: string[] = []
  const [outcome] = await interleave(before.copy(), 1, ({ call, phase }) => {
    if (phase === 'before') calls.push(call)
    return 'go on'
  })
  return { gates: outcome?.gates ?? 0, calls }
}

/** The same numbers for the same seed (mulberry32), from 0 to 1. */
function numbersOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Turns, deaths, failures and new entries, as chance has it. */
function atRandom(random: () => number): (log: MemoryLog) => Decide {
  // Some courses are quiet and some are storms.
  const [turns, hits, appends] = [random() * 0.6, random() * 0.06, random() * 0.2]
  return (log) => (_at, others) => {
    if (random() < appends) {
      log.now += Math.floor(random() * 2_000)
      log.append(`b${Math.floor(random() * 5)}`)
    }
    if (random() < hits) return random() < 0.5 ? 'die' : 'fail'
    const to = others[Math.floor(random() * others.length)]
    return to !== undefined && random() < turns ? { to } : 'go on'
  }
}

/** Go through the end of a full tile, the first tile of the level above, and an empty log. */
const SIZES = [250, 5, 0]
/** `SEED=17 vitest run …` plays that one course again. */
const SEEDS =
  process.env.SEED === undefined ? Array.from({ length: 600 }, (_, seed) => seed) : [Number(process.env.SEED)]

describe('a log whose sequencers are hit is completed by the next run, with one content for each path, every published checkpoint served whole, chains without gaps and each entry once', () => {
  test('an error or death before and after the effect of every call', async () => {
    const hits = { die: 0, fail: 0 }
    let gatesInAll = 0
    const kinds = new Set<string>()
    for (const size of SIZES) {
      const before = await logOf(size)
      const { gates, calls } = await gatesOfAWholeRun(before)
      expect(gates).toBe(2 * calls.length)
      gatesInAll += gates
      for (const call of calls) kinds.add(call.split(' ')[0] ?? '')
      for (const hit of ['die', 'fail'] as const) {
        for (let gate = 0; gate < gates; gate += 1) {
          let isHit = false
          const wrong = await play(before, 1, () => (at) => {
            if (at.gate !== gate || isHit) return 'go on'
            isHit = true
            return hit
          })
          if (isHit) hits[hit] += 1
          expect(wrong, `${hit} at gate ${gate} of ${calls.join(', ')}`).toEqual([])
        }
      }
    }
    console.log(`${gatesInAll} deaths and as many errors at ${[...kinds].join(', ')}`)
    // Each gate of each of these runs was hit once in each way, and none was passed by.
    expect(hits).toEqual({ die: gatesInAll, fail: gatesInAll })
    expect([...kinds]).toEqual(expect.arrayContaining(['assign', 'put', 'commit', 'sign', 'keepCheckpoint']))
    expect([...kinds]).toEqual(
      expect.arrayContaining(['swapCheckpoint', 'markPublished', 'createHead', 'batches']),
    )
  })

  test('a second sequencer at each of its own calls, while the first stands at each of its; it goes on or dies there', async () => {
    let scenarios = 0
    for (const [size, end] of [
      [5, 'go on'],
      [5, 'die'],
      [0, 'go on'],
      [0, 'die'],
    ] as const) {
      const before = await logOf(size)
      const { gates } = await gatesOfAWholeRun(before)
      for (let first = 0; first < gates; first += 2) {
        for (let second = 0; second < gates; second += 2) {
          // The first goes up to its gate, the second up to its own, then the first to its end, then the second to its own.
          const wrong = await play(before, 2, () => (at) => {
            if (at.run === 0 && at.gate === first) return { to: 1 }
            if (at.run === 1 && at.gate === second) return { to: 0 }
            return at.run === 0 && at.gate === first + 1 && end === 'die' ? 'die' : 'go on'
          })
          expect(wrong, `${end} with the first at gate ${first}, the second at gate ${second}`).toEqual([])
          scenarios += 1
        }
      }
    }
    console.log(`${scenarios} interleavings of two sequencers`)
    expect(scenarios).toBeGreaterThan(2_000)
  })

  test.each(['stands still', 'dies'] as const)(
    'a sequencer that loses its race to one that commits and then stands still or dies publishes that size before its own: %s',
    async (end) => {
      const before = await logOf(5)
      let isLost = false
      const wrong = await play(before, 2, (log) => ({ run, call, phase }) => {
        if (run === 0 && call === 'assign' && phase === 'before' && !isLost) {
          isLost = true
          return { to: 1 }
        }
        if (run === 1 && call === 'commit' && phase === 'after') {
          log.append('c1')
          return end === 'dies' ? 'die' : { to: 0 }
        }
        return 'go on'
      })
      expect(isLost).toBe(true)
      expect(wrong).toEqual([])
    },
  )

  test(`three sequencers, new entries, deaths and errors, at random: ${SEEDS.length} seeds`, async () => {
    const logs = await Promise.all(SIZES.map(logOf))
    for (const seed of SEEDS) {
      const before = logs[seed % logs.length]
      if (before === undefined) throw new Error('There is no log to begin with')
      const wrong = await play(before, 3, atRandom(numbersOf(seed)))
      expect(wrong, `SEED=${seed}`).toEqual([])
    }
    console.log(`${SEEDS.length} random courses of three sequencers`)
  })
})
