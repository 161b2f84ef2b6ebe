import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { ReviewDecision } from '../domain/decision.ts'
import type { ParticipantDecision } from '../domain/participation.ts'
import { cycleChangeItems } from './cycles.ts'
import { type Database, transact } from './database.ts'
import { participantUpdate } from './participant-changes.ts'
import { reviewChangeItems } from './reviews.ts'

/**
 * Somebody's part changes, and their own review with it where there is one: one transaction, with an entry in the chain of
 * the cycle and one in that of the review. `false` when somebody was quicker.
 */
export async function commitParticipantAct(
  db: Database,
  cycle: ReviewCycle,
  decision: ParticipantDecision,
  review?: ReviewDecision,
  also: readonly TransactWriteItem[] = [],
): Promise<boolean> {
  return transact(db, [
    ...cycleChangeItems(db, cycle, cycle, [decision.event]),
    participantUpdate(db, decision),
    ...(review === undefined ? [] : reviewChangeItems(db, review).items),
    ...also,
  ])
}
