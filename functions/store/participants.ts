import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { CycleId, PersonId } from '../domain/ids.ts'
import { type Occasion, type Participant, participantSchema } from '../domain/participant.ts'
import { type Database, getRow, getRows, queryAll, toItem } from './database.ts'
import { participantKey } from './keys.ts'

export async function findParticipant(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
): Promise<Participant | undefined> {
  const row = await getRow(db, participantKey(cycleId, personId))
  return row && participantSchema.parse(row)
}

/** Several participants, by id; whoever takes no part is left out. */
export async function findParticipants(
  db: Database,
  cycleId: CycleId,
  personIds: readonly PersonId[],
): Promise<Map<PersonId, Participant>> {
  const rows = await getRows(
    db,
    [...new Set(personIds)].map((personId) => participantKey(cycleId, personId)),
  )
  const participants = rows.map((row) => participantSchema.parse(row))
  return new Map(participants.map((participant) => [participant.personId, participant]))
}

/** @param read.consistent true for decisions, which must see what was written a moment ago. */
export async function listParticipants(
  db: Database,
  cycleId: CycleId,
  read: { consistent: boolean } = { consistent: false },
): Promise<Participant[]> {
  const rows = await queryAll(db, `CYCLE#${cycleId}`, { skPrefix: 'PARTICIPANT#', ...read })
  return rows.map((row) => participantSchema.parse(row))
}

/** Writes the row of the launch; one that is there already stays as it is. */
export async function createParticipant(db: Database, participant: Participant): Promise<void> {
  try {
    await db.client.send(
      new PutItemCommand({
        TableName: db.tables.records,
        Item: toItem({ ...participantKey(participant.cycleId, participant.personId), ...participant }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    )
  } catch (error) {
    if (!isConditionFailure(error)) throw error
  }
}

/** Claims a mail: `false` when one for this occasion went out, or is going out, already. */
export async function markMailed(
  db: Database,
  participant: Participant,
  occasion: Occasion,
  at: string,
): Promise<boolean> {
  try {
    await db.client.send(
      new UpdateItemCommand({
        TableName: db.tables.records,
        Key: marshall(participantKey(participant.cycleId, participant.personId)),
        UpdateExpression: 'SET mailed.#occasion = :at',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(mailed.#occasion)',
        ExpressionAttributeNames: { '#occasion': occasion },
        ExpressionAttributeValues: marshall({ ':at': at }),
      }),
    )
    return true
  } catch (error) {
    if (isConditionFailure(error)) return false
    throw error
  }
}

/**
 * Takes back the claim of a mail that could not be sent, so that the next try may send it. Only the very claim that was
 * made at this time goes; anybody else's stays.
 */
export async function unmarkMailed(
  db: Database,
  participant: Participant,
  occasion: Occasion,
  at: string,
): Promise<void> {
  try {
    await db.client.send(
      new UpdateItemCommand({
        TableName: db.tables.records,
        Key: marshall(participantKey(participant.cycleId, participant.personId)),
        UpdateExpression: 'REMOVE mailed.#occasion',
        ConditionExpression: 'mailed.#occasion = :at',
        ExpressionAttributeNames: { '#occasion': occasion },
        ExpressionAttributeValues: marshall({ ':at': at }),
      }),
    )
  } catch (error) {
    if (!isConditionFailure(error)) throw error
  }
}

export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException'
}
