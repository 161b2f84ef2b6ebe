import type { SFNClient } from '@aws-sdk/client-sfn'
import type { CycleWait } from '../domain/cycle.ts'
import type { ReviewStart } from '../domain/review-start.ts'
import type { ReviewStep } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import type { Key } from '../store/keys.ts'
import { findUnmoved, markUnmovedAsMoved, type Unmoved } from '../store/unmoved.ts'

/** The answers of Step Functions that are fine when the row's attempt is over: the workflow has been told, or timed out. */
const OVER = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']

/** Where the workflows are that a row can start, by the row's `machine`. */
export type ReviewMachines = Readonly<Record<ReviewStart['machine'], string>>

export interface Workflows {
  sfn: SFNClient
  /** ARNs. */
  machines: ReviewMachines
}

/**
 * Tells the workflow of a settled row, with the token that the row holds now. Telling twice is harmless: the second
 * token answer is one of `OVER`, and the timeout's path asks the row, which says that it is settled.
 * A row that asks for a workflow has it started; its name decides, so a second start is none.
 * @returns the row whose workflow has gone on, or `undefined` when there was nothing to do.
 */
export async function moveWorkflow(
  workflows: Workflows,
  db: Database,
  key: Key,
): Promise<Unmoved | undefined> {
  const { sfn } = workflows
  const unmoved = await findUnmoved(db, key)
  if (unmoved === undefined) return undefined
  if (unmoved.kind === 'start') {
    await startWorkflow(workflows, unmoved.start)
    await markUnmovedAsMoved(db, unmoved)
    return unmoved
  }
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
    if (now !== undefined && now.kind !== 'start' && tokenOf(now).taskToken !== taskToken)
      return moveWorkflow(workflows, db, key)
  }
  if (!(await markUnmovedAsMoved(db, unmoved))) return moveWorkflow(workflows, db, key)
  return unmoved
}

async function startWorkflow({ sfn, machines }: Workflows, start: ReviewStart): Promise<void> {
  const { StartExecutionCommand } = await import('@aws-sdk/client-sfn')
  try {
    await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: machines[start.machine],
        name: start.name,
        input: JSON.stringify(start.input),
      }),
    )
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error
  }
}

function tokenOf(unmoved: Exclude<Unmoved, { kind: 'start' }>): {
  taskToken: string | undefined
  settled: string
} {
  const row: ReviewStep | CycleWait = unmoved.kind === 'step' ? unmoved.step : unmoved.wait
  return { taskToken: row.taskToken, settled: unmoved.kind === 'step' ? unmoved.step.state : 'settled' }
}
