import { createHash, timingSafeEqual } from 'node:crypto'
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import type { CycleId, PersonId } from '../domain/ids.ts'
import { type Refusal, refuse } from '../domain/refusal.ts'
import { type Database, getRow, toItem } from './database.ts'
import { codeKey } from './keys.ts'
import { isConditionFailure } from './participants.ts'

export const CODE_MINUTES = 10
const TRIES = 5

const hashOf = (salt: string, code: string) => createHash('sha256').update(`${salt}:${code}`).digest()

/**
 * Notes which records a code that is being mailed is for, so that the page can keep to them until it comes. A code that
 * lives stays as it is.
 * @param records digests of the records, hex.
 */
export async function noteCodeRequest(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  records: readonly string[],
  at: string,
): Promise<void> {
  const expiresAt = tenMinutesAfter(at)
  await db.client.send(
    new UpdateItemCommand({
      TableName: db.tables.records,
      Key: marshall(codeKey(personId, cycleId)),
      UpdateExpression: 'SET asked = :asked, #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: marshall({ ':asked': { records, expiresAt }, ':ttl': secondsOf(expiresAt) }),
    }),
  )
}

/** The records (digests, hex) that the newest code is for, mailed or on its way; `undefined` when none lives. */
export async function findCoveredRecords(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  now: string,
): Promise<string[] | undefined> {
  const row = await getRow(db, codeKey(personId, cycleId))
  const { asked, ...minted } = codeRowSchema.parse(row ?? {})
  const newest = asked ?? minted
  if (newest.expiresAt === undefined || newest.expiresAt <= now) return undefined
  return asked === undefined && minted.usedUp === true ? undefined : newest.records
}

const coverSchema = z.object({ records: z.array(z.string()).optional(), expiresAt: z.string().optional() })
const codeRowSchema = coverSchema.extend({ asked: coverSchema.optional(), usedUp: z.boolean().optional() })

const tenMinutesAfter = (at: string) => new Date(Date.parse(at) + CODE_MINUTES * 60_000).toISOString()
const secondsOf = (instant: string) => Math.floor(Date.parse(instant) / 1000)

/**
 * Mints the six digits that authorize signatures under some records, replacing any before. Only a salted hash is stored.
 * @param records digests of the records that the code is for, hex.
 * @param at ISO instant; the code lives ten minutes from then.
 */
export async function issueCode(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  records: readonly string[],
  at: string,
): Promise<string> {
  const code = sixDigits(db)
  const salt = Buffer.from(db.randomBytes(16)).toString('hex')
  const expiresAt = tenMinutesAfter(at)
  await db.client.send(
    new PutItemCommand({
      TableName: db.tables.records,
      Item: toItem({
        ...codeKey(personId, cycleId),
        salt,
        codeHash: hashOf(salt, code).toString('hex'),
        records,
        expiresAt,
        triesLeft: TRIES,
        ttl: secondsOf(expiresAt),
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
 * nothing; the right code works once, for any of the records that it was asked for.
 */
export async function redeemCode(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  attempt: { records: readonly string[]; code: string; now: string },
): Promise<'ok' | Refusal> {
  const key = codeKey(personId, cycleId)
  const row = await getRow(db, key)
  const gone = refuse(
    'code-over',
    'This code is no longer valid. Ask for a new one; nothing you typed is lost.',
    'code',
  )
  const { records: covered, expiresAt } = codeRowSchema.parse(row ?? {})
  // A request that was noted has no code yet.
  if (row === undefined || covered === undefined || expiresAt === undefined) return gone
  if (expiresAt <= attempt.now) return gone
  if (attempt.records.some((digest) => !covered.includes(digest))) {
    return refuse(
      'code-for-others',
      'This code is for the reviews that were on the page when you asked for it, and you chose another one too. Ask for a new code; nothing you typed is lost.',
      'code',
    )
  }
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
