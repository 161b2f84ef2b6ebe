import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Database } from './database.ts'
import { limitKey } from './keys.ts'

export interface TurnRate {
  sustained: number
  seconds: number
  burst: number
}

/** Two may meet at a row and each then look again; more rounds than this only a crowd needs. */
const MOST_ROUNDS = 8

/**
 * Takes turns from a token bucket that everybody who serves the subject shares. The row holds one number, the moment at
 * which the bucket will be full again (the generic cell rate algorithm): one write takes a whole pack, and a bucket that
 * nobody used needs no row.
 * @param who names the subject; secrets never belong into it.
 * @returns how many were taken, at most `wanted`, and how many are left; or after how long one can be had.
 */
export async function takeRequestTurns(
  db: Database,
  who: string,
  wanted: number,
  rate: TurnRate,
  now: Date,
): Promise<{ taken: number; left: number } | { taken: 0; retryAfterMs: number }> {
  const at = now.getTime()
  const eachMs = (rate.seconds * 1000) / rate.sustained
  const wholeMs = eachMs * rate.burst
  let fullAt: number | undefined
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const from = Math.max(fullAt ?? at, at)
    const free = Math.floor((at + wholeMs - from) / eachMs)
    if (free < 1) return { taken: 0, retryAfterMs: Math.ceil(from + eachMs - wholeMs - at) }
    const taken = Math.min(wanted, free)
    const moved = await moveFullMoment(db, who, { seen: fullAt, to: from + taken * eachMs, at })
    if (moved.done) return { taken, left: free - taken }
    fullAt = moved.fullAt
  }
  return { taken: 0, retryAfterMs: 1000 }
}

async function moveFullMoment(
  db: Database,
  who: string,
  { seen, to, at }: { seen: number | undefined; to: number; at: number },
): Promise<{ done: true } | { done: false; fullAt: number | undefined }> {
  try {
    await db.client.send(
      new UpdateItemCommand({
        TableName: db.tables.records,
        Key: marshall(limitKey(who)),
        UpdateExpression: 'SET fullAt = :to, #ttl = :ttl',
        // Without a row, or with one whose bucket has filled up meanwhile, there is nothing that we would have to know.
        ConditionExpression:
          seen === undefined ? 'attribute_not_exists(fullAt) OR fullAt <= :at' : 'fullAt = :seen',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: marshall({
          ':to': to,
          ':ttl': Math.ceil(to / 1000),
          ...(seen === undefined ? { ':at': at } : { ':seen': seen }),
        }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return { done: true }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const row = error.Item === undefined ? {} : unmarshall(error.Item)
    return { done: false, fullAt: typeof row.fullAt === 'number' ? row.fullAt : undefined }
  }
}
