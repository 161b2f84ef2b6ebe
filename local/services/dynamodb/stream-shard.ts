import { AwsError, isRecord } from '../wire.ts'
import type { JavaClient } from './java-client.ts'

/** One shard of a stream, read forward from a position. */
export interface ShardCursor {
  readonly shardId: string
  /** The next records, oldest first. `more` says that another read may bring more at once; `ended` that none ever will. */
  read(): Promise<{ records: unknown[]; more: boolean; ended: boolean }>
}

/** Where to begin: after a sequence number, or at the oldest record. */
export type ShardStart = { after: string } | 'oldest'

/** An answer smaller than this was not cut off by the limit of one megabyte. */
const cutOffBytes = 300_000
const readLimit = 1000

export function createShardCursor(
  client: JavaClient,
  streamArn: string,
  shardId: string,
  start: ShardStart,
): ShardCursor {
  let position = start
  let iterator: string | undefined

  async function openIterator(from: ShardStart): Promise<string> {
    const where =
      from === 'oldest'
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: from.after }
    try {
      const { ShardIterator } = await client.callStreams('GetShardIterator', {
        StreamArn: streamArn,
        ShardId: shardId,
        ...where,
      })
      return String(ShardIterator)
    } catch (error) {
      // Records are kept for a day; what is older than that is gone, here as on AWS.
      if (from !== 'oldest' && error instanceof AwsError && error.code === 'TrimmedDataAccessException') {
        return await openIterator('oldest')
      }
      throw error
    }
  }

  return {
    shardId,
    async read() {
      iterator ??= await openIterator(position)
      const { status, body } = await client.send(
        'DynamoDBStreams_20120810.GetRecords',
        JSON.stringify({ ShardIterator: iterator, Limit: readLimit }),
      )
      const output: unknown = JSON.parse(body.toString('utf8'))
      if (status !== 200 || !isRecord(output)) {
        // An iterator lives for minutes only: the next read opens one at the position.
        iterator = undefined
        throw new Error(
          `DynamoDB Local does not read the shard ${shardId}: ${body.toString('utf8').slice(0, 300)}`,
        )
      }
      const records: unknown[] = Array.isArray(output.Records) ? output.Records : []
      const last = records.at(-1)
      if (isRecord(last) && isRecord(last.dynamodb))
        position = { after: String(last.dynamodb.SequenceNumber) }
      iterator = typeof output.NextShardIterator === 'string' ? output.NextShardIterator : undefined
      const ended = iterator === undefined
      return { records, ended, more: !ended && (records.length === readLimit || body.length > cutOffBytes) }
    },
  }
}

/** The shards of a stream in the order in which they came to be: parents before their children. */
export async function shardIds(client: JavaClient, streamArn: string): Promise<string[]> {
  const ids: string[] = []
  let after: string | undefined
  do {
    const { StreamDescription } = await client.callStreams('DescribeStream', {
      StreamArn: streamArn,
      ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
    })
    const description = isRecord(StreamDescription) ? StreamDescription : {}
    const shards = Array.isArray(description.Shards) ? description.Shards.filter(isRecord) : []
    ids.push(...shards.map((shard) => String(shard.ShardId)))
    after =
      typeof description.LastEvaluatedShardId === 'string' ? description.LastEvaluatedShardId : undefined
  } while (after !== undefined)
  return ids
}
