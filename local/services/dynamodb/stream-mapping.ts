import type { FunctionInvoker, Ground, Invocation } from '../../ports.ts'
import { compileFilter } from '../event-filter.ts'
import type { EventSource } from '../event-source.ts'
import { isRecord, region } from '../wire.ts'
import type { JavaClient } from './java-client.ts'
import { beginning, createStreamCheckpoints, finished } from './stream-checkpoints.ts'
import { createStreamLane, type StreamLane } from './stream-lane.ts'
import { type StreamRecord, spread, streamRecordOf } from './stream-record.ts'
import { createShardCursor, type ShardCursor, shardIds } from './stream-shard.ts'

/** A function that reads a table's stream. */
export interface StreamMapping {
  /** A write to the table was acknowledged: read now. */
  poke(): void
  /** True until everything that was written before now has been read and handled, or waits in cloud time. */
  busy(): boolean
  heldUntil(): number | undefined
  /** Lets held-back batches go on whose time has come. */
  resume(): Promise<void>
  stop(): Promise<void>
}

export interface StreamMappingParts {
  ground: Ground
  client: JavaClient
  invoker: FunctionInvoker
  source: EventSource
  /** DynamoDB Local's own ARN of the stream, and the one that functions see. */
  localStreamArn: string
  streamArn: string
  /** Sends a message about records that were given up to the mapping's on-failure destination. */
  sendToDestination(arn: string, body: string): Promise<void>
}

interface Shard {
  cursor: ShardCursor
  lanes: StreamLane[]
  /** Records read but not yet checkpointed, in order. */
  outstanding: { sequence: string; done: boolean }[]
  ended: boolean
}

/** Reading ahead stops here until functions have caught up. */
const readAhead = 5_000
const readAgainMs = 300

/** Resolves when the mapping's position is fixed: every later write reaches the function. */
export async function createStreamMapping(parts: StreamMappingParts): Promise<StreamMapping> {
  const { ground, client, invoker, source, localStreamArn, streamArn } = parts
  const matches = compileFilter(source.filterCriteria)
  const checkpoints = createStreamCheckpoints(ground.database)
  const shards = new Map<string, Shard>()
  let written = 1
  let readUpTo = 0
  let reading: Promise<void> | undefined
  let stopped = false
  let troubled = false
  let roomMade: (() => void) | undefined

  function poke(): void {
    written++
    startReading()
  }

  function startReading(): void {
    if (reading !== undefined || stopped) return
    reading = readAll()
      .then(() => {
        troubled = false
      })
      .catch((error: Error) => {
        if (!troubled && !stopped)
          ground.log(`The stream for ${source.id} could not be read: ${error.message}`)
        troubled = true
        setTimeout(startReading, readAgainMs).unref()
      })
      .finally(() => {
        reading = undefined
        if (!troubled && readUpTo < written && !(noneOpen() && unhandled())) startReading()
      })
  }

  async function readAll(): Promise<void> {
    while (readUpTo < written && !stopped) {
      const mark = written
      if (noneOpen()) await findShards()
      for (const shard of shards.values()) await readShard(shard)
      if (noneOpen()) {
        // What we were called for may be in the children of a shard that came to its end. They follow when all of the
        // parent is handled, and then reading is started again.
        if (unhandled()) return
        await findShards()
        if (!noneOpen()) continue
      }
      readUpTo = mark
    }
  }

  const noneOpen = (): boolean => [...shards.values()].every((shard) => shard.ended)
  const unhandled = (): boolean => [...shards.values()].some((shard) => shard.outstanding.length > 0)

  async function findShards(): Promise<void> {
    for (const [shardId, shard] of shards) if (shard.ended) shards.delete(shardId)
    for (const shardId of await shardIds(client, localStreamArn)) {
      const before = checkpoints.find(source.id, shardId)
      if (before === finished || shards.has(shardId)) continue
      const start = before === undefined || before === beginning ? 'oldest' : { after: before }
      const shard: Shard = {
        cursor: createShardCursor(client, localStreamArn, shardId, start),
        lanes: [],
        outstanding: [],
        ended: false,
      }
      shard.lanes.push(...Array.from({ length: source.parallelization }, () => laneOf(shard)))
      shards.set(shardId, shard)
    }
  }

  async function readShard(shard: Shard): Promise<void> {
    while (!shard.ended && !stopped) {
      const { records, more, ended } = await shard.cursor.read()
      shard.ended = ended
      for (const raw of records) accept(shard, raw)
      for (const lane of shard.lanes) lane.run()
      checkpoint(shard)
      if (!more) break
      if (shard.outstanding.length > readAhead) await room()
    }
  }

  function accept(shard: Shard, raw: unknown): void {
    const offsetMs = ground.clock.now() - Date.now()
    const record = streamRecordOf(raw, streamArn, region, offsetMs)
    const wanted = matches(record.event)
    shard.outstanding.push({ sequence: record.sequence, done: !wanted })
    if (wanted) shard.lanes[spread(record.partition, shard.lanes.length)]?.add(record)
  }

  function laneOf(shard: Shard): StreamLane {
    return createStreamLane(ground.clock, invoker, source, {
      done(records) {
        const sequences = new Set(records.map((record) => record.sequence))
        for (const each of shard.outstanding) if (sequences.has(each.sequence)) each.done = true
        checkpoint(shard)
        roomMade?.()
        if (shard.ended && readUpTo < written) startReading()
      },
      gaveUp: (records, attempts, last) => tellDestination(shard, records, attempts, last),
      stopped: () => stopped,
    })
  }

  /** Saves the last record before which nothing is open; a shard read to its end is closed for good. */
  function checkpoint(shard: Shard): void {
    if (stopped) return
    const open = shard.outstanding.findIndex((each) => !each.done)
    const closed = shard.outstanding.splice(0, open < 0 ? shard.outstanding.length : open)
    const last = closed.at(-1)
    if (shard.ended && shard.outstanding.length === 0) {
      checkpoints.save(source.id, shard.cursor.shardId, finished)
    } else if (last !== undefined) {
      checkpoints.save(source.id, shard.cursor.shardId, last.sequence)
    }
  }

  async function room(): Promise<void> {
    await new Promise<void>((resolve) => {
      roomMade = resolve
    })
    roomMade = undefined
  }

  function tellDestination(shard: Shard, records: StreamRecord[], attempts: number, last: Invocation): void {
    const [first] = records
    const final = records.at(-1)
    if (first === undefined || final === undefined) return
    const reason = last.ok ? 'reported failures' : `${last.errorType}: ${last.errorMessage}`
    ground.log(`${source.functionRef} gave up ${records.length} stream records of ${source.id} (${reason}).`)
    if (source.onFailureArn === undefined) return
    const body = JSON.stringify({
      requestContext: {
        requestId: last.requestId,
        functionArn: source.functionRef,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: attempts,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: last.ok ? null : 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date(ground.clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: shard.cursor.shardId,
        startSequenceNumber: first.sequence,
        endSequenceNumber: final.sequence,
        approximateArrivalOfFirstRecord: new Date(first.at).toISOString(),
        approximateArrivalOfLastRecord: new Date(final.at).toISOString(),
        batchSize: records.length,
        streamArn,
      },
    })
    parts.sendToDestination(source.onFailureArn, body).catch((error: Error) => ground.log(error.message))
  }

  /**
   * Fixes where a new mapping begins, before any write it must not miss: at the oldest record, or behind the newest
   * for a mapping that starts from now on. Kept at once, so that a restart does not begin from then on again.
   */
  async function begin(): Promise<void> {
    if (checkpoints.isKnown(source.id)) return
    for (const shardId of await shardIds(client, localStreamArn)) {
      let position = beginning
      const cursor = createShardCursor(client, localStreamArn, shardId, 'oldest')
      for (let more = source.fromNowOn; more; ) {
        const read = await cursor.read()
        const last = read.records.at(-1)
        if (isRecord(last) && isRecord(last.dynamodb)) position = String(last.dynamodb.SequenceNumber)
        if (read.ended) position = finished
        more = read.more
      }
      checkpoints.save(source.id, shardId, position)
    }
  }

  const lanes = (): StreamLane[] => [...shards.values()].flatMap((shard) => shard.lanes)

  await begin()
  startReading()
  return {
    poke,
    busy: () =>
      !stopped && (reading !== undefined || readUpTo < written || lanes().some((lane) => lane.busy())),
    heldUntil() {
      const times = lanes().flatMap((lane) => lane.heldUntil() ?? [])
      return times.length === 0 ? undefined : Math.min(...times)
    },
    async resume() {
      for (const lane of lanes()) lane.run()
    },
    async stop() {
      stopped = true
      roomMade?.()
      await reading
      await Promise.all(lanes().map((lane) => lane.settled()))
    },
  }
}
