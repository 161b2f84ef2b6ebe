import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { Database } from './database.ts'
import { limitKey } from './keys.ts'
import { isConditionFailure } from './participants.ts'

/**
 * Takes one of the turns that somebody has in a stretch of time. Of many who try at once, as many get one as are left.
 * @param what names the thing and the person; words and secrets never belong into it.
 * @param turn.within seconds of a stretch; stretches begin at whole multiples since 1970, whoever asks.
 * @returns false when the stretch has no turns left.
 */
export async function takeTurn(
  db: Database,
  what: string,
  turn: { most: number; within: number; now: string },
): Promise<boolean> {
  const seconds = Math.floor(Date.parse(turn.now) / 1000)
  const stretch = Math.floor(seconds / turn.within)
  return counted(
    db,
    `${what}#${turn.within}#${stretch}`,
    'ADD taken :one SET #ttl = :ttl',
    'attribute_not_exists(taken) OR taken < :most',
    { ':one': 1, ':most': turn.most, ':ttl': (stretch + 1) * turn.within },
  )
}

/**
 * Claims a moment that lies at least so many seconds after the one that was claimed last.
 * @returns false when that is not over yet.
 */
export async function claimMoment(
  db: Database,
  what: string,
  claim: { pauseSeconds: number; now: string },
): Promise<boolean> {
  const seconds = Math.floor(Date.parse(claim.now) / 1000)
  const latest = new Date(Date.parse(claim.now) - claim.pauseSeconds * 1000).toISOString()
  return counted(
    db,
    what,
    'SET claimedAt = :now, #ttl = :ttl',
    'attribute_not_exists(claimedAt) OR claimedAt <= :latest',
    { ':now': claim.now, ':latest': latest, ':ttl': seconds + claim.pauseSeconds },
  )
}

async function counted(
  db: Database,
  what: string,
  update: string,
  condition: string,
  values: Record<string, unknown>,
): Promise<boolean> {
  try {
    await db.client.send(
      new UpdateItemCommand({
        TableName: db.tables.records,
        Key: marshall(limitKey(what)),
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: marshall(values),
      }),
    )
    return true
  } catch (error) {
    if (isConditionFailure(error)) return false
    throw error
  }
}
