import { SignCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex, utf8Text } from '../../../functions/trail/bytes.ts'
import { parseCheckpoint } from '../../../functions/trail/checkpoint.ts'
import { leafHash, rootOf } from '../../../functions/trail/merkle.ts'
import { watchLog } from '../../../functions/witness/watch-log.ts'
import { createLogKey, entriesOf, logOver, type Objects, publish } from './small-log.ts'
import { type Clients, type Place, startWitnessBench, type WitnessBench } from './witness-bench.ts'

let bench: WitnessBench
beforeAll(async () => {
  bench = await startWitnessBench()
})
afterAll(() => bench.close())

const key = createLogKey()
const common = entriesOf('act', 20)
/** Two histories that part after 20 entries. */
const branches = {
  one: [...common, ...entriesOf('one', 300)],
  two: [...common, ...entriesOf('two', 300)],
}
type Branch = keyof typeof branches
const prepared = new Map<string, Objects>()

async function grow(place: Place, branch: Branch, size: number): Promise<void> {
  const name = `${branch} ${size}`
  const objects = prepared.get(name) ?? (await logOver(key, branches[branch].slice(0, size)))
  prepared.set(name, objects)
  await publish(bench.clients.s3, place.log, objects)
}

class Crash extends Error {}

/** Counts every call of the clients and lets `hook` come before and after it. */
function hooked(hook: (call: number, moment: 'before' | 'after') => Promise<void> | void) {
  const seen = { calls: 0 }
  const around = <T extends { send(command: never): Promise<unknown> }>(client: T): T =>
    new Proxy(client, {
      get(target, name) {
        if (name !== 'send') return Reflect.get(target, name)
        return async (command: never) => {
          seen.calls += 1
          const call = seen.calls
          await hook(call, 'before')
          const answer = await target.send(command)
          await hook(call, 'after')
          return answer
        }
      },
    })
  const { db, s3, kms } = bench.clients
  const clients: Clients = { db: around(db), s3: around(s3), kms: around(kms) }
  return { clients, seen }
}

/** What the witness's key signed, whether or not it was ever kept: nothing else can be held against it. */
const signed = new Map<Place, string[]>()
function recording(place: Place, clients: Clients): Clients {
  const messages = signed.get(place) ?? []
  signed.set(place, messages)
  const kms = new Proxy(clients.kms, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name)
      return async (command: never) => {
        const asked: unknown = command
        if (asked instanceof SignCommand && asked.input.Message !== undefined)
          messages.push(utf8Text(asked.input.Message))
        return target.send(command)
      }
    },
  })
  return { ...clients, kms }
}

/** One history: each size signed with one content, time running with size, and all of it on one branch. */
async function expectOneHistory(place: Place): Promise<number[]> {
  const statements = [...new Set(signed.get(place))]
    .map((message) => {
      const [, time = '', ...text] = message.split('\n')
      return { time: Number(time.replace('time ', '')), ...parseCheckpoint(text.join('\n')) }
    })
    .sort((a, b) => a.size - b.size)
  const sizes = statements.map(({ size }) => size)
  expect(sizes, 'each size is signed with one content').toEqual([...new Set(sizes)])
  const times = statements.map(({ time }) => time)
  expect(times, 'a larger size is never signed as of an earlier time').toEqual(
    [...times].sort((a, b) => a - b),
  )
  const fits = (branch: Branch) =>
    statements.every(
      ({ size, root }) => toHex(root) === toHex(rootOf(branches[branch].slice(0, size).map(leafHash))),
    )
  expect(fits('one') || fits('two'), 'all that was signed is one history').toBe(true)
  const kept = [...(await place.cosigned()).keys()].map((path) => Number(path.split('/')[1]))
  expect(sizes).toEqual(expect.arrayContaining(kept))
  return kept
}

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString()

test('given a crash before or after any call, the next runs finish what was begun and history stays one', async () => {
  let tried = 0
  for (let call = 1, more = true; more; call += 1) {
    for (const moment of ['before', 'after'] as const) {
      const place = await bench.place(key)
      await grow(place, 'one', 30)
      await watchLog(await place.witness({ at: at(0), clients: recording(place, bench.clients) }))
      await grow(place, 'one', 300)
      const { clients, seen } = hooked((nth, when) => {
        if (nth === call && when === moment) throw new Crash()
      })
      const run = place
        .witness({ at: at(5), clients: recording(place, clients) })
        .then((witness) => watchLog(witness))
      const broke = await run.then(
        () => false,
        (error: unknown) => error instanceof Crash,
      )
      more = seen.calls >= call
      if (more) tried += 1
      // A crash on the way to the log is one of the network, for the witness.
      expect(broke || !more || (await run).outcome === 'unreachable', `call ${call}, ${moment}`).toBe(true)
      await grow(place, 'one', 310)
      const look = await watchLog(
        await place.witness({ at: at(10), clients: recording(place, bench.clients) }),
      )
      expect(look).toMatchObject({ outcome: 'cosigned', size: 310 })
      const kept = await expectOneHistory(place)
      // What was believed before the crash is kept; what was not even believed then is in what came after.
      expect([
        [30, 300, 310],
        [30, 310],
      ]).toContainEqual(kept)
    }
  }
  // The witness makes a dozen calls and more to look at a log that has grown.
  expect(tried).toBeGreaterThan(20)
})

test('given two runs at once that are shown two histories, at most one of them is ever signed', async () => {
  let tried = 0
  const outcomes = new Set<string>()
  for (let call = 1, more = true; more; call += 1) {
    const place = await bench.place(key)
    const fork = await bench.place(key)
    await grow(place, 'one', 20)
    await watchLog(await place.witness({ at: at(0), clients: recording(place, bench.clients) }))
    await grow(place, 'one', 120)
    // Smaller, as large, larger: in turn.
    await grow(fork, 'two', [90, 120, 300][call % 3] ?? 90)
    const { clients, seen } = hooked(async (nth, when) => {
      if (nth !== call || when !== 'before') return
      const other = await place.witness({
        at: at(6),
        log: fork.log,
        clients: recording(place, bench.clients),
      })
      outcomes.add((await watchLog(other)).outcome)
    })
    const own = await watchLog(await place.witness({ at: at(5), clients: recording(place, clients) })).catch(
      (error: unknown) => {
        // The other run was kept between this one's look at what is kept and at its memory.
        expect(String(error)).toMatch(/kept another|does not remember/)
        return { outcome: 'thrown' }
      },
    )
    outcomes.add(own.outcome)
    more = seen.calls >= call
    if (more) tried += 1
    await expectOneHistory(place)
  }
  expect(tried).toBeGreaterThan(8)
  expect(outcomes).toContain('overtaken')
  expect(outcomes).toContain('refused')
})

test('given any sequence of growth, forks, crashes and runs that overlap, history stays one', async () => {
  for (const seed of [1, 2, 3]) {
    const next = randomFrom(seed)
    const place = await bench.place(key)
    const fork = await bench.place(key)
    const sizes = { one: 20, two: 20 }
    await grow(place, 'one', 20)
    await grow(fork, 'two', 20)
    for (let minute = 0; minute < 20; minute += 1) {
      const branch: Branch = next(3) === 0 ? 'two' : 'one'
      sizes[branch] = Math.min(320, sizes[branch] + next(60))
      await grow(branch === 'one' ? place : fork, branch, sizes[branch])
      const runs = Array.from({ length: 1 + next(3) }, async () => {
        const fatal = next(40)
        const { clients } = hooked(async (nth) => {
          if (nth === fatal) throw new Crash()
        })
        const log = next(3) === 0 ? fork.log : place.log
        return watchLog(await place.witness({ at: at(minute), clients: recording(place, clients), log }))
      })
      const failures = (await Promise.allSettled(runs)).flatMap((run) =>
        run.status === 'rejected' && !(run.reason instanceof Crash) ? [String(run.reason)] : [],
      )
      expect(failures, `seed ${seed}, minute ${minute}`).toEqual([])
    }
    expect((await expectOneHistory(place)).length, `seed ${seed}`).toBeGreaterThan(2)
  }
})

/** Whole numbers below a limit, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
