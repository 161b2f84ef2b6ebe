import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { type CloudClock, createClock } from '../../local/clock.ts'
import type { DueSource } from '../../local/ports.ts'

const hour = 3600_000
const database = () => new DatabaseSync(join(mkdtempSync(join(tmpdir(), 'clock-')), 'c.sqlite'))
const clockOn = (store = database()): CloudClock => {
  const clock = createClock({ database: store, log: () => {} })
  clock.start()
  return clock
}

/** A source with one-time items that tells when each was fired. */
function source(clock: CloudClock, items: { at: number; what: string; after?: () => void }[]) {
  const fired: { what: string; at: number }[] = []
  let busy = false
  const self: DueSource = {
    name: 'items',
    next: () => items.toSorted((a, b) => a.at - b.at)[0],
    async fire(now) {
      const ready = items.filter(({ at }) => at <= now)
      items.splice(0, items.length, ...items.filter(({ at }) => at > now))
      busy = true
      // The work goes on after it was handed over, as it does in queues and machines.
      setTimeout(() => {
        for (const item of ready) {
          fired.push({ what: item.what, at: clock.now() })
          item.after?.()
        }
        busy = false
      }, 5)
    },
    busy: () => busy,
  }
  clock.register(self)
  return { fired, items }
}

describe('moving the clock', () => {
  it('waits out a pause of the machinery on the way, but takes nobody there as to a deadline', async () => {
    const clock = clockOn()
    const start = clock.now()
    const fired: string[] = []
    const due = [
      { at: start + 10_000, what: 'held back for some seconds', brief: true as const },
      { at: start + hour, what: 'a deadline' },
    ]
    clock.register({
      name: 'pauses',
      next: () => due[0],
      async fire(now) {
        while (due[0] !== undefined && due[0].at <= now) {
          fired.push(due[0].what)
          expect(now).toBeLessThan(due[0].at + 5_000)
          due.shift()
        }
      },
      busy: () => false,
    })
    clock.register({ name: 'deadlines', next: () => due.at(-1), fire: async () => {}, busy: () => false })

    await clock.advance({ to: 'next' })

    expect(fired).toEqual(['held back for some seconds', 'a deadline'])
  })

  it('stops at everything that falls due, in order, and at what came of it', async () => {
    const clock = clockOn()
    const start = clock.now()
    const { fired, items } = source(clock, [
      { at: start + 3 * hour, what: 'third' },
      {
        at: start + hour,
        what: 'first',
        after: () => items.push({ at: start + 2 * hour, what: 'second, set by the first' }),
      },
      { at: start + 9 * hour, what: 'too late' },
    ])
    const { now, fired: count } = await clock.advance({ by: 4 * hour })
    expect(fired.map(({ what }) => what)).toEqual(['first', 'second, set by the first', 'third'])
    for (const [index, { at }] of fired.entries()) {
      expect(at).toBeGreaterThanOrEqual(start + (index + 1) * hour)
      expect(at).toBeLessThan(start + (index + 1) * hour + 60_000)
    }
    expect(count).toBe(3)
    expect(now).toBeGreaterThanOrEqual(start + 4 * hour)
    clock.stop()
  })

  it('goes to the next item alone when asked for the next', async () => {
    const clock = clockOn()
    const start = clock.now()
    const { fired } = source(clock, [
      { at: start + hour, what: 'one' },
      { at: start + 2 * hour, what: 'two' },
    ])
    await clock.advance({ to: 'next' })
    expect(fired.map(({ what }) => what)).toEqual(['one'])
    expect(clock.now()).toBeLessThan(start + 2 * hour)
    clock.stop()
  })

  it('stays where it is when nothing falls due', async () => {
    const clock = clockOn()
    expect((await clock.advance({ to: 'next' })).fired).toBe(0)
    expect(clock.offsetMs()).toBe(0)
    clock.stop()
  })

  it('fires what recurs once per stop, and does not count it as the next', async () => {
    const clock = clockOn()
    const start = clock.now()
    let due = start + 60_000
    let sweeps = 0
    clock.register({
      name: 'sweep',
      next: () => ({ at: due, what: 'every minute', everyMs: 60_000 }),
      async fire(now) {
        sweeps += 1
        due = now + 60_000
      },
      busy: () => false,
    })
    source(clock, [{ at: start + 24 * hour, what: 'deadline' }])
    await clock.advance({ to: 'next' })
    expect(clock.now()).toBeGreaterThanOrEqual(start + 24 * hour)
    expect(sweeps).toBe(1)
    await clock.advance({ by: 24 * hour })
    expect(sweeps).toBe(2)
    clock.stop()
  })

  it('stops for what recurs seldom, every time', async () => {
    const clock = clockOn()
    const week = 7 * 24 * hour
    let due = clock.now() + week
    const launches: number[] = []
    clock.register({
      name: 'weekly launch',
      next: () => ({ at: due, what: 'a launch', everyMs: week }),
      async fire(now) {
        launches.push(now)
        due += week
      },
      busy: () => false,
    })
    await clock.advance({ by: 3 * week + hour })
    expect(launches).toHaveLength(3)
    clock.stop()
  })

  it('passes over pauses of the machinery on the way to the next deadline', async () => {
    const clock = clockOn()
    const start = clock.now()
    let due: number | undefined = start + 10_000
    clock.register({
      name: 'stream',
      next: () => (due === undefined ? undefined : { at: due, what: 'a batch', brief: true }),
      async fire() {
        due = undefined
      },
      busy: () => false,
    })
    source(clock, [{ at: start + hour, what: 'deadline' }])
    await clock.advance({ to: 'next' })
    expect(clock.now()).toBeGreaterThanOrEqual(start + hour)
    expect(due).toBeUndefined()
    clock.stop()
  })

  it('says where it is going also while it waits for the cloud to come to rest', async () => {
    const clock = clockOn()
    let busy = true
    clock.waitFor({ name: 'a function', busy: () => busy })
    const journey = clock.advance({ by: hour })
    await expect.poll(() => clock.travellingTo()).toBeGreaterThan(clock.now() + hour - 60_000)
    expect(clock.offsetMs()).toBe(0)
    busy = false
    await journey
    expect(clock.offsetMs()).toBe(hour)
    expect(clock.travellingTo()).toBeUndefined()
    clock.stop()
  })

  it('does not go back, nor farther than a year', async () => {
    const clock = clockOn()
    await expect(clock.advance({ to: clock.now() - hour })).rejects.toThrow(/only goes forward/)
    await expect(clock.advance({ by: 400 * 24 * hour })).rejects.toThrow(/at most one year/)
    clock.stop()
  })

  it('keeps its offset over a restart', async () => {
    const store = database()
    const before = clockOn(store)
    await before.advance({ by: 36 * hour })
    before.stop()
    expect(clockOn(store).offsetMs()).toBe(before.offsetMs())
    expect(before.offsetMs()).toBe(36 * hour)
  })

  it('lets two journeys follow one another', async () => {
    const clock = clockOn()
    const [first, second] = await Promise.all([clock.advance({ by: hour }), clock.advance({ by: hour })])
    expect(second.now - first.now).toBeGreaterThanOrEqual(hour)
    clock.stop()
  })
})

describe('real time', () => {
  it('fires what is due when the cloud starts, and what falls due later', async () => {
    const clock = createClock({ database: database(), log: () => {} })
    const { fired } = source(clock, [
      { at: clock.now() - hour, what: 'overdue' },
      { at: clock.now() + 40, what: 'soon' },
    ])
    expect(fired).toEqual([])
    clock.start()
    await expect.poll(() => fired.map(({ what }) => what)).toEqual(['overdue', 'soon'])
    clock.stop()
  })

  it('goes on with other sources when one fails', async () => {
    const lines: string[] = []
    const clock = createClock({ database: database(), log: (line) => lines.push(line) })
    clock.register({
      name: 'broken',
      next: () => ({ at: 0, what: 'never works' }),
      fire: async () => {
        throw new Error('no disk')
      },
      busy: () => false,
    })
    const { fired } = source(clock, [{ at: clock.now() + 20, what: 'other' }])
    clock.start()
    await expect.poll(() => fired.length).toBe(1)
    expect(lines.join()).toMatch(/broken failed: Error: no disk/)
    clock.stop()
  })
})

describe('settling', () => {
  it('names what is still busy when it takes too long', async () => {
    const clock = clockOn()
    clock.waitFor({ name: 'a stubborn queue', busy: () => true })
    await expect(clock.settle(30)).rejects.toThrow('still busy: a stubborn queue')
    clock.stop()
  })
})
