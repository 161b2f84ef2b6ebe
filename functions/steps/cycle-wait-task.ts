import * as z from 'zod'
import { type CycleWaitKind, openWait } from '../domain/cycle.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { changeWait } from '../store/cycles.ts'
import { type Step, step } from './step.ts'

const inputSchema = z.object({ cycleId: cycleIdSchema, taskToken: z.string().min(1) })

/** A wait of the cycle's workflow: its row takes the attempt and the token; whoever settles the row moves the workflow. */
export function cycleWaitTask(kind: CycleWaitKind): Step<z.infer<typeof inputSchema>> {
  return step(inputSchema, async ({ db }, { cycleId, taskToken }) => {
    const wait = await changeWait(db, cycleId, kind, (row) =>
      row.taskToken === taskToken ? undefined : openWait(row, { taskToken }),
    )
    return { attempt: wait.attempt }
  })
}
