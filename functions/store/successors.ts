import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { ReviewCycle } from '../domain/cycle.ts'
import { isWrittenTo, type Participant } from '../domain/participant.ts'
import type { Person } from '../domain/person.ts'
import { type Refusal, refuse } from '../domain/refusal.ts'
import { type Database, toItem } from './database.ts'
import { cycleKey, participantKey } from './keys.ts'
import { findParticipant } from './participants.ts'

/**
 * What lets somebody take over a step: a participant's row where they have none yet, in a time zone that the cycle wakes up
 * for; else the proof that theirs still lets them in. Part of the transaction that hands the step over.
 * @returns a refusal where they are on leave, or take no part any more.
 */
export async function successorItems(
  db: Database,
  cycle: ReviewCycle,
  person: Person,
): Promise<TransactWriteItem[] | Refusal> {
  const { cycleId } = cycle
  const { personId, name, timeZone } = person
  const participant = await findParticipant(db, cycleId, personId)
  if (participant === undefined) {
    return [
      participantPut(db, {
        cycleId,
        personId,
        name,
        timeZone,
        state: 'active',
        linkGeneration: 1,
        asked: [],
        mailed: {},
      }),
      ...timeZoneAddition(db, cycle, timeZone),
    ]
  }
  if (!isWrittenTo(participant)) {
    return refuse(
      'not-active',
      participant.state === 'paused'
        ? `${name} is on leave in this cycle. Choose somebody else, or bring them back first.`
        : `${name} no longer takes part in this cycle. Choose somebody else.`,
      'successor',
    )
  }
  return [
    {
      ConditionCheck: {
        TableName: db.tables.records,
        Key: marshall(participantKey(cycleId, personId)),
        ConditionExpression: '#state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall({ ':state': participant.state }),
      },
    },
  ]
}

function participantPut(db: Database, participant: Participant): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...participantKey(participant.cycleId, participant.personId), ...participant }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** Reminders go out at the civil hour of the zones that the cycle's row lists. When to wake up is nobody's business act. */
function timeZoneAddition(db: Database, cycle: ReviewCycle, timeZone: string): TransactWriteItem[] {
  const zones = cycle.timeZones ?? [cycle.timeZone]
  if (zones.includes(timeZone)) return []
  return [
    {
      Update: {
        TableName: db.tables.records,
        Key: marshall(cycleKey(cycle.cycleId)),
        UpdateExpression: 'SET timeZones = :zones, version = :next',
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: marshall({
          ':zones': [...zones, timeZone].sort(),
          ':next': cycle.version + 1,
          ':version': cycle.version,
        }),
      },
    },
  ]
}
