import type { SFNClient } from '@aws-sdk/client-sfn'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import type { Database } from '../store/database.ts'
import { isShiftKey } from '../store/pause-shifts.ts'
import { settleCycleWaits } from '../store/settle-cycle-waits.ts'
import { moveWorkflow, type ReviewMachines } from './move-workflow.ts'

export interface AdvanceDependencies {
  db: Database
  sfn: SFNClient
  /** What a row can have started. */
  machines: ReviewMachines
  now(): string
  log(message: string, facts: Record<string, unknown>): void
}

/**
 * The stream shows rows that have settled. Each is told to its workflow; after a rating, the cycle's wait for ratings is
 * looked at too. A record that cannot be handled is reported by its number, so that what came before it counts.
 */
export async function advanceWorkflow(
  { db, sfn, machines, now, log }: AdvanceDependencies,
  event: DynamoDBStreamEvent,
): Promise<DynamoDBBatchResponse> {
  for (const record of event.Records) {
    const pk = record.dynamodb?.NewImage?.pk?.S
    const sk = record.dynamodb?.NewImage?.sk?.S
    if (pk === undefined || sk === undefined) continue
    const key = { pk, sk }
    // Moving the days of a whole cycle takes long, and nothing else has to wait behind it: the sweep does it.
    if (isShiftKey(key)) continue
    try {
      const moved = await moveWorkflow({ sfn, machines }, db, key)
      if (moved?.kind === 'step' && moved.step.kind === 'supervisorRating') {
        await settleCycleWaits(db, moved.step.cycleId, now())
      }
    } catch (error) {
      log('A settled row could not be told to its workflow; the stream tries again', {
        pk,
        sk,
        error: String(error),
      })
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] }
    }
  }
  return { batchItemFailures: [] }
}
