import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, FunctionInvoker, Invocation } from '../../ports.ts'
import { type EventSource, reportedFailures } from '../event-source.ts'
import type { StreamRecord } from './stream-record.ts'

/** Batches of one shard that go to the function one after another, in order. */
export interface StreamLane {
  add(record: StreamRecord): void
  /** Works on what is there and not held back by a window or a retry's waiting time. */
  run(): void
  /** True while a batch runs or is retried within a moment. */
  busy(): boolean
  /** When a held-back batch may go on, in cloud time. */
  heldUntil(): number | undefined
  /** Resolves when the running batch, if any, is over. */
  settled(): Promise<void>
}

export interface LaneOutcome {
  /** The records need not come again: handled, or given up. */
  done(records: StreamRecord[]): void
  /** The records were given up; tells the on-failure destination. */
  gaveUp(records: StreamRecord[], attempts: number, last: Invocation): void
  stopped(): boolean
}

interface Batch {
  records: StreamRecord[]
  attempts: number
  notBefore: number
}

/** Lambda's limit for a payload is 6 MB; a record's JSON is up to about twice its metered size. */
const batchBytes = 2_500_000
/** So many retries follow within about three seconds of real time; later ones wait in cloud time. */
const quickRetries = 6
const longestWaitMs = 60_000

export function createStreamLane(
  clock: Clock,
  invoker: FunctionInvoker,
  source: EventSource,
  outcome: LaneOutcome,
): StreamLane {
  const queue: StreamRecord[] = []
  const work: Batch[] = []
  let windowEndsAt: number | undefined
  let running: Promise<void> | undefined

  function takeBatch(): Batch | undefined {
    if (queue.length === 0) return undefined
    if (queue.length < source.batchSize && windowEndsAt !== undefined && clock.now() < windowEndsAt)
      return undefined
    let count = 0
    let bytes = 0
    while (count < queue.length && count < source.batchSize) {
      bytes += queue[count]?.bytes ?? 0
      if (count > 0 && bytes > batchBytes) break
      count++
    }
    const records = queue.splice(0, count)
    windowEndsAt = queue.length > 0 && source.windowMs > 0 ? clock.now() + source.windowMs : undefined
    return { records, attempts: 0, notBefore: 0 }
  }

  async function loop(): Promise<void> {
    while (!outcome.stopped()) {
      const next = work[0]
      if (next === undefined) {
        const batch = takeBatch()
        if (batch === undefined) return
        work.push(batch)
        continue
      }
      if (next.notBefore > clock.now()) return
      work.shift()
      work.unshift(...(await attempt(next)))
    }
  }

  /** Runs a batch once and returns what of it is to be tried again. */
  async function attempt(batch: Batch): Promise<Batch[]> {
    const { records } = batch
    const result = await invokeSafely(records)
    const failures = result.ok && source.reportsItemFailures ? reportedFailures(result.payload) : []
    if (result.ok && failures?.length === 0) {
      outcome.done(records)
      return []
    }
    // Without a usable report the whole batch failed; with one, everything before the first failure is done.
    const failedAt = records.findIndex((record) => failures?.includes(record.sequence))
    const handled = records.slice(0, Math.max(0, failedAt))
    if (handled.length > 0) outcome.done(handled)
    return await retry(records.slice(handled.length), handled.length > 0 ? 1 : batch.attempts + 1, result)
  }

  async function retry(records: StreamRecord[], attempts: number, last: Invocation): Promise<Batch[]> {
    const oldest = source.maximumAgeMs === undefined ? undefined : clock.now() - source.maximumAgeMs
    const tooOld = oldest === undefined ? [] : records.filter((record) => record.at < oldest)
    const remaining = records.slice(tooOld.length)
    giveUp(tooOld, attempts, last)
    if (remaining.length === 0) return []
    if (source.bisect && remaining.length > 1) {
      const middle = Math.ceil(remaining.length / 2)
      return [remaining.slice(0, middle), remaining.slice(middle)].map((half) => ({
        records: half,
        attempts: attempts - 1,
        notBefore: 0,
      }))
    }
    if (source.maximumRetries !== undefined && attempts > source.maximumRetries) {
      giveUp(remaining, attempts, last)
      return []
    }
    const waitMs = Math.min(longestWaitMs, 50 * 2 ** (attempts - 1))
    if (attempts > quickRetries) {
      clock.changed()
      return [{ records: remaining, attempts, notBefore: clock.now() + waitMs }]
    }
    await sleep(waitMs)
    return [{ records: remaining, attempts, notBefore: 0 }]
  }

  function giveUp(records: StreamRecord[], attempts: number, last: Invocation): void {
    if (records.length === 0) return
    outcome.gaveUp(records, attempts, last)
    outcome.done(records)
  }

  async function invokeSafely(records: StreamRecord[]): Promise<Invocation> {
    try {
      return await invoker.invoke(source.functionRef, { Records: records.map((record) => record.event) })
    } catch (error) {
      const errorMessage = error instanceof Error ? error.message : String(error)
      const errorType = error instanceof Error ? error.name : 'Error'
      return { ok: false, errorType, errorMessage, payload: undefined, requestId: '', durationMs: 0 }
    }
  }

  function heldUntil(): number | undefined {
    const [next] = work
    if (next !== undefined) return next.notBefore
    return queue.length > 0 ? (windowEndsAt ?? 0) : undefined
  }

  return {
    add(record) {
      if (queue.length === 0 && source.windowMs > 0) {
        windowEndsAt = clock.now() + source.windowMs
        clock.changed()
      }
      queue.push(record)
    },
    run() {
      if (running !== undefined || (work.length === 0 && queue.length === 0)) return
      running = loop().finally(() => {
        running = undefined
        clock.changed()
      })
    },
    busy: () => running !== undefined || (heldUntil() ?? Number.POSITIVE_INFINITY) <= clock.now(),
    heldUntil: () => (running === undefined ? heldUntil() : undefined),
    settled: async () => await running,
  }
}
