import type { DatabaseSync } from 'node:sqlite'
import { type Clock, type DueSource, oftenMs } from './ports.ts'

/** Something that falls due, as the clock page shows it. */
export interface DueItem {
  /** ms since the epoch, cloud time */
  at: number
  what: string
  source: string
  /** Set when it comes again and again by itself. */
  everyMs?: number
  /** A pause of seconds within the machinery, which is nobody's deadline. */
  brief?: true
}

/** Where time shall go: to an instant (ms since the epoch), by a span (ms), or to the next thing that falls due. */
export type Destination = { to: number } | { by: number } | { to: 'next' }

/** The destination cannot be reached; the message is for the person who asked. */
export class CannotTravel extends Error {
  override name = 'CannotTravel'
}

/** A day more than the longest year: no wait in the cloud is longer than a year. */
const farthestMs = 367 * 24 * 3600_000
/** setTimeout's own limit is 24.8 days. */
const longestTimerMs = 6 * 3600_000
/** A source that failed, or that stays due after it was fired, is asked again after this. */
const againMs = 1000
/** Idle twice in a row with this between: what one part has handed over may not have reached the next. */
const idleGapMs = 15

export interface CloudClock extends Clock {
  /** Milliseconds that the cloud is ahead of real time. */
  offsetMs(): number
  /** What falls due, earliest first: the next item of each source. */
  due(): DueItem[]
  /** Begins to fire due items; before it, registering only collects sources. */
  start(): void
  stop(): void
  /** Adds something that time travel waits for besides the sources. */
  waitFor(what: { name: string; busy(): boolean }): void
  /**
   * Moves time forward, stopping at everything that falls due on the way, in order: set the clock, fire, wait until the
   * whole cloud is idle. What comes every few minutes or hours fires once per stop.
   * @returns how often a source was fired that a journey stops for
   * @throws CannotTravel when it would go back or too far
   */
  advance(destination: Destination): Promise<{ now: number; fired: number }>
  /** The instant to which time is travelling now, or is about to as soon as the cloud has come to rest. */
  travellingTo(): number | undefined
  /** Resolves when the whole cloud is idle. @throws Error naming what is still busy after `limitMs` (real time). */
  settle(limitMs?: number): Promise<void>
}

/** Whether "the next deadline" may be it, and a journey counts it. */
export function isStop({ everyMs, brief }: Pick<DueItem, 'everyMs' | 'brief'>): boolean {
  return brief !== true && (everyMs === undefined || everyMs >= oftenMs)
}

/** The cloud's clock, with its offset in the database, so that it survives every kind of stop. */
export function createClock({
  database,
  log,
}: {
  database: DatabaseSync
  log(line: string): void
}): CloudClock {
  database.exec(
    'CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), offset_ms INTEGER NOT NULL) STRICT',
  )
  const row = database.prepare('SELECT offset_ms FROM clock WHERE id = 1').get()
  let offset = Number(row?.offset_ms ?? 0)
  const sources: DueSource[] = []
  const awaited: { name: string; busy(): boolean }[] = []
  const notBefore = new Map<DueSource, number>()
  const firing = new Set<DueSource>()
  let timer: NodeJS.Timeout | undefined
  let armSoon: NodeJS.Immediate | undefined
  let started = false
  let travelling: number | undefined
  /** Where a journey goes that waits for the cloud to come to rest before it sets out. */
  let heading: number | undefined
  let queue: Promise<unknown> = Promise.resolve()

  const now = () => Date.now() + offset

  const setNow = (instant: number) => setOffset(instant - Date.now())

  function setOffset(ahead: number): void {
    if (ahead <= offset) return
    offset = ahead
    database.prepare('INSERT OR REPLACE INTO clock (id, offset_ms) VALUES (1, ?)').run(offset)
  }

  function dueOf(source: DueSource): DueItem | undefined {
    const next = source.next()
    return next && { source: source.name, ...next }
  }

  function due(): DueItem[] {
    return sources
      .map(dueOf)
      .filter((item) => item !== undefined)
      .sort((a, b) => a.at - b.at)
  }

  async function fire(source: DueSource): Promise<void> {
    if (firing.has(source)) return
    firing.add(source)
    try {
      await source.fire(now())
    } catch (error) {
      log(`${source.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`)
      notBefore.set(source, performance.now() + againMs)
    } finally {
      firing.delete(source)
    }
  }

  /** Real milliseconds until the source wants to be fired. */
  function untilDue(source: DueSource): number | undefined {
    if (firing.has(source)) return undefined
    const at = source.next()?.at
    if (at === undefined) return undefined
    return Math.max(at - now(), (notBefore.get(source) ?? 0) - performance.now(), 0)
  }

  function arm(): void {
    clearTimeout(timer)
    if (!started || travelling !== undefined) return
    const waits = sources.map(untilDue).filter((wait) => wait !== undefined)
    if (waits.length === 0) return
    timer = setTimeout(fireDue, Math.min(...waits, longestTimerMs))
    timer.unref()
  }

  function fireDue(): void {
    for (const source of sources) {
      const before = source.next()?.at
      if (untilDue(source) !== 0) continue
      void fire(source).then(() => {
        const after = source.next()?.at
        // Still due and not moved on: asked again, but not without a pause.
        if (after !== undefined && after === before && after <= now()) {
          notBefore.set(source, performance.now() + againMs)
        }
        arm()
      })
    }
    arm()
  }

  const busyParts = () => [
    ...sources.filter((source) => firing.has(source) || source.busy()).map(({ name }) => name),
    ...awaited.filter((part) => part.busy()).map(({ name }) => name),
  ]

  async function settle(limitMs = 10 * 60_000): Promise<void> {
    const limit = performance.now() + limitMs
    for (let idle = 0; idle < 2; ) {
      const busy = busyParts()
      idle = busy.length === 0 ? idle + 1 : 0
      if (performance.now() > limit)
        throw new Error(`still busy: ${busy.join(', ') || 'nothing for certain'}`)
      await new Promise((resolve) => setTimeout(resolve, idle === 1 || busy.length > 0 ? idleGapMs : 0))
    }
  }

  const deadlines = () => due().filter(isStop)
  /** A journey also waits out the machinery's pauses, or what they hold back would be late by the length of the journey. */
  const stops = () => due().filter((item) => item.brief === true || isStop(item))

  /** Fires what is due now, each source once, earliest first. */
  async function fireEverythingDue(): Promise<number> {
    let fired = 0
    const ready = sources
      .map((source) => ({ source, item: dueOf(source) }))
      .filter((entry): entry is { source: DueSource; item: DueItem } => (entry.item?.at ?? Infinity) <= now())
      .sort((a, b) => a.item.at - b.item.at)
    for (const { source, item } of ready) {
      if (isStop(item)) fired += 1
      await fire(source)
    }
    return fired
  }

  function instantOf(destination: Destination): number | undefined {
    if ('by' in destination) return now() + destination.by
    if (destination.to !== 'next') return destination.to
    const [next] = deadlines()
    return next && Math.max(next.at, now())
  }

  async function comeToRest(before: number): Promise<void> {
    heading = before > now() ? before : undefined
    try {
      await settle()
    } finally {
      heading = undefined
    }
  }

  async function travel(destination: Destination): Promise<{ now: number; fired: number }> {
    const asked = instantOf(destination)
    if (asked !== undefined) await comeToRest(asked)
    const target = instantOf(destination)
    if (target === undefined) return { now: now(), fired: 0 }
    if (!Number.isFinite(target)) throw new CannotTravel('That is not a time.')
    if (target < now() - 1000) {
      throw new CannotTravel(
        `The clock only goes forward: it shows ${new Date(now()).toISOString()}, you asked for ${new Date(target).toISOString()}.`,
      )
    }
    if (target - now() > farthestMs) throw new CannotTravel('Go forward by at most one year at a time.')
    travelling = target
    const offsetBefore = offset
    clearTimeout(timer)
    let fired = 0
    let stuckAt = 0
    let stuck = 0
    try {
      for (;;) {
        const [next] = stops()
        if (!next || next.at > target) break
        // A thing that stays due however often it is fired must not keep the clock from moving on.
        stuck = next.at === stuckAt ? stuck + 1 : 0
        stuckAt = next.at
        if (stuck > 1000)
          throw new Error(`${next.what} (${next.source}) stays due at ${new Date(next.at).toISOString()}`)
        setNow(next.at)
        fired += await fireEverythingDue()
        await settle()
      }
      // What the journey itself took does not count against a span: an hour on is an hour more ahead.
      if ('by' in destination) setOffset(offsetBefore + destination.by)
      else setNow(target)
      fired += await fireEverythingDue()
      await settle()
      return { now: now(), fired }
    } finally {
      travelling = undefined
      arm()
    }
  }

  return {
    now,
    offsetMs: () => offset,
    register: (source) => {
      sources.push(source)
      arm()
    },
    changed() {
      // Called with every message and every step; the sources are asked once for all that came at this moment.
      if (armSoon) return
      armSoon = setImmediate(() => {
        armSoon = undefined
        arm()
      })
    },
    due,
    start() {
      started = true
      arm()
    },
    stop() {
      started = false
      clearTimeout(timer)
      clearImmediate(armSoon)
    },
    waitFor: (part) => awaited.push(part),
    travellingTo: () => travelling ?? heading,
    settle,
    advance(destination) {
      // One journey at a time: a second one begins where the first has ended.
      const journey = queue.then(() => travel(destination))
      queue = journey.catch(() => {})
      return journey
    },
  }
}
