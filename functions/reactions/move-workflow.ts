import type { SFNClient } from '@aws-sdk/client-sfn'
import type { CycleWait } from '../domain/cycle.ts'
import type { ReviewStep } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import type { Key } from '../store/keys.ts'
import { findUnmoved, markUnmovedAsMoved, type Unmoved } from '../store/unmoved.ts'

/** The answers of Step Functions that are fine when the row's attempt is over: the workflow has been told, or timed out. */
const OVER = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']

/**
 * Tells the workflow of a settled row, with the token that the row holds now. Telling twice is harmless: the second
 * token answer is one of `OVER`, and the timeout's path asks the row, which says that it is settled.
 * @returns the row whose workflow has gone on, or `undefined` when there was nothing to do.
 */
export async function moveWorkflow(sfn: SFNClient, db: Database, key: Key): Promise<Unmoved | undefined> {
  const unmoved = await findUnmoved(db, key)
  if (unmoved === undefined) return undefined
  const { taskToken, settled } = tokenOf(unmoved)
  if (taskToken === undefined) return undefined
  // Loaded when it is needed: the other reactions need not pay for this client at a cold start.
  const { SendTaskSuccessCommand } = await import('@aws-sdk/client-sfn')
  try {
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ settled }) }))
  } catch (error) {
    if (!(error instanceof Error) || !OVER.includes(error.name)) throw error
    // A newer attempt has put a new token into the row: look again with that one.
    const now = await findUnmoved(db, key)
    if (now !== undefined && tokenOf(now).taskToken !== taskToken) return moveWorkflow(sfn, db, key)
  }
  if (!(await markUnmovedAsMoved(db, unmoved))) return moveWorkflow(sfn, db, key)
  return unmoved
}

function tokenOf(unmoved: Unmoved): { taskToken: string | undefined; settled: string } {
  const row: ReviewStep | CycleWait = unmoved.kind === 'step' ? unmoved.step : unmoved.wait
  return { taskToken: row.taskToken, settled: unmoved.kind === 'step' ? unmoved.step.state : 'settled' }
}
