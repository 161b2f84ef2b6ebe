import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { type Database, toItem } from './database.ts'
import { keptAnswerKey } from './keys.ts'

/** What programs got for a keyed request, so that the same request gets it again. The words are locked: see the API's house. */
export interface AnswerClaim {
  fingerprint: string
  at: number
  /** When somebody else may take the place, should no answer have come. */
  abandonedAt: number
  expiresAt: number
}

/** Takes the place, or says what stands there; `locked` is absent while the request is being answered. */
export async function claimAnswer(
  db: Database,
  place: string,
  claim: AnswerClaim,
): Promise<'claimed' | { fingerprint: string; locked?: Uint8Array }> {
  try {
    await db.client.send(
      new PutItemCommand({
        TableName: db.tables.records,
        Item: toItem(rowOf(place, claim)),
        ConditionExpression:
          'attribute_not_exists(pk) OR expiresAt <= :now OR (attribute_not_exists(locked) AND abandonedAt <= :now)',
        ExpressionAttributeValues: marshall({ ':now': claim.at }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return 'claimed'
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || error.Item === undefined) throw error
    const { fingerprint, locked } = unmarshall(error.Item)
    return { fingerprint: String(fingerprint), ...(locked instanceof Uint8Array ? { locked } : {}) }
  }
}

/** Puts the answer where the claim stands; a claim that somebody else took over stays theirs. */
export async function keepAnswer(
  db: Database,
  place: string,
  claim: AnswerClaim,
  locked: Uint8Array,
): Promise<void> {
  await whileClaimed(() =>
    db.client.send(
      new PutItemCommand({
        TableName: db.tables.records,
        Item: toItem({ ...rowOf(place, claim), locked }),
        ...stillOurs(claim),
      }),
    ),
  )
}

/** Gives the place back: nothing was done. */
export async function freeAnswer(db: Database, place: string, claim: AnswerClaim): Promise<void> {
  await whileClaimed(() =>
    db.client.send(
      new DeleteItemCommand({
        TableName: db.tables.records,
        Key: marshall(keptAnswerKey(place)),
        ...stillOurs(claim),
      }),
    ),
  )
}

function stillOurs(claim: AnswerClaim) {
  return {
    ConditionExpression: 'claimedAt = :at AND fingerprint = :fingerprint AND attribute_not_exists(locked)',
    ExpressionAttributeValues: marshall({ ':at': claim.at, ':fingerprint': claim.fingerprint }),
  }
}

async function whileClaimed(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

function rowOf(place: string, { fingerprint, at, abandonedAt, expiresAt }: AnswerClaim) {
  return {
    ...keptAnswerKey(place),
    fingerprint,
    claimedAt: at,
    abandonedAt,
    expiresAt,
    ttl: Math.ceil(expiresAt / 1000),
  }
}
