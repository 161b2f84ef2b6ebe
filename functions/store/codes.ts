import { createHash, timingSafeEqual } from 'node:crypto'
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { CycleId, PersonId } from '../domain/ids.ts'
import { type Refusal, refuse } from '../domain/refusal.ts'
import { type Database, getRow, toItem } from './database.ts'
import { codeKey } from './keys.ts'
import { isConditionFailure } from './participants.ts'

export const CODE_MINUTES = 10
const TRIES = 5

const hashOf = (salt: string, code: string) => createHash('sha256').update(`${salt}:${code}`).digest()

/**
 * Mints the six digits that authorize one list of records, replacing any before. Only a salted hash is stored.
 * @param recordsDigest digest of the list of record digests that the code is for, hex.
 * @param at ISO instant; the code lives ten minutes from then.
 */
export async function issueCode(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  recordsDigest: string,
  at: string,
): Promise<string> {
  const code = sixDigits(db)
  const salt = Buffer.from(db.randomBytes(16)).toString('hex')
  const expiresAt = new Date(Date.parse(at) + CODE_MINUTES * 60_000).toISOString()
  await db.client.send(
    new PutItemCommand({
      TableName: db.tables.records,
      Item: toItem({
        ...codeKey(personId, cycleId),
        salt,
        codeHash: hashOf(salt, code).toString('hex'),
        recordsDigest,
        expiresAt,
        triesLeft: TRIES,
        ttl: Math.floor(Date.parse(expiresAt) / 1000),
      }),
    }),
  )
  return code
}

/** Uniform over 000000–999999: draws that would favour the low numbers are thrown away. */
function sixDigits(db: Database): string {
  for (;;) {
    const draw = Buffer.from(db.randomBytes(4)).readUInt32BE()
    if (draw < 4_294_000_000) return String(draw % 1_000_000).padStart(6, '0')
  }
}

/**
 * Uses a code up. Every call costs one of its five tries before anything is compared, so that parallel guesses gain
 * nothing; the right code works once.
 */
export async function redeemCode(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  attempt: { recordsDigest: string; code: string; now: string },
): Promise<'ok' | Refusal> {
  const key = codeKey(personId, cycleId)
  const row = await getRow(db, key)
  const gone = refuse(
    'code-over',
    'This code is no longer valid. Ask for a new one; nothing you typed is lost.',
    'code',
  )
  if (row === undefined || String(row.expiresAt) <= attempt.now) return gone
  if (row.recordsDigest !== attempt.recordsDigest) return gone
  if (!(await takeTry(db, key, String(row.codeHash)))) return gone
  const given = hashOf(String(row.salt), attempt.code.trim())
  if (!timingSafeEqual(given, Buffer.from(String(row.codeHash), 'hex'))) {
    return refuse(
      'wrong-code',
      'That is not the code that we mailed you. Look at the newest mail and try again.',
      'code',
    )
  }
  return (await useUp(db, key, String(row.codeHash))) ? 'ok' : gone
}

async function takeTry(db: Database, key: ReturnType<typeof codeKey>, codeHash: string): Promise<boolean> {
  return conditional(db, {
    Key: marshall(key),
    UpdateExpression: 'ADD triesLeft :minusOne',
    ConditionExpression: 'codeHash = :hash AND triesLeft > :zero AND attribute_not_exists(usedUp)',
    ExpressionAttributeValues: marshall({ ':minusOne': -1, ':zero': 0, ':hash': codeHash }),
  })
}

async function useUp(db: Database, key: ReturnType<typeof codeKey>, codeHash: string): Promise<boolean> {
  return conditional(db, {
    Key: marshall(key),
    UpdateExpression: 'SET usedUp = :true',
    ConditionExpression: 'codeHash = :hash AND attribute_not_exists(usedUp)',
    ExpressionAttributeValues: marshall({ ':true': true, ':hash': codeHash }),
  })
}

async function conditional(
  db: Database,
  update: Omit<ConstructorParameters<typeof UpdateItemCommand>[0], 'TableName'>,
): Promise<boolean> {
  try {
    await db.client.send(new UpdateItemCommand({ TableName: db.tables.records, ...update }))
    return true
  } catch (error) {
    if (isConditionFailure(error)) return false
    throw error
  }
}
