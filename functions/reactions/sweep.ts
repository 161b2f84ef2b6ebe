import { listCycles } from '../store/cycles.ts'
import { isShiftKey, movePausedSteps } from '../store/pause-shifts.ts'
import { settleCycleWaits } from '../store/settle-cycle-waits.ts'
import { listUnmovedKeys } from '../store/unmoved.ts'
import type { AdvanceDependencies } from './advance-workflow.ts'
import { moveWorkflow } from './move-workflow.ts'

/** The stream is normally done with a row in a second; whatever is older than this was lost on the way. */
const LOST_AFTER_MS = 30_000

/** Of the sweep's thirty seconds, so that the other rows have their turn. What is left is moved a minute later. */
const LONGEST_SHIFTING_MS = 12_000

/**
 * Every minute: the truth behind the stream's hints. Tells workflows of rows that settled and were not told, and looks at
 * the waits of running cycles. What fails keeps nothing else from its turn: it is logged, and thrown once at the end, so
 * that the alarm on this function's errors tells of it.
 */
export async function sweep({
  db,
  sfn,
  machines,
  now,
  log,
}: AdvanceDependencies): Promise<{ moved: number }> {
  const before = new Date(Date.parse(now()) - LOST_AFTER_MS).toISOString()
  const startedAt = performance.now()
  let moved = 0
  let failed = 0
  const attempt = async (work: () => Promise<void>, facts: Record<string, unknown>) => {
    try {
      await work()
    } catch (error) {
      failed += 1
      log('The sweep could not mend this; it tries again in a minute', { ...facts, error: String(error) })
    }
  }
  for (const key of await listUnmovedKeys(db, before)) {
    await attempt(
      async () => {
        if (isShiftKey(key)) {
          await movePausedSteps(db, key, { now, until: startedAt + LONGEST_SHIFTING_MS })
          return
        }
        if ((await moveWorkflow({ sfn, machines }, db, key)) === undefined) return
        moved += 1
        log('A settled row had not been told to its workflow; the sweep did it', { ...key })
      },
      { ...key },
    )
  }
  for (const { cycleId } of await listCycles(db)) {
    await attempt(() => settleCycleWaits(db, cycleId, now()), { cycleId })
  }
  if (failed > 0) throw new Error(`The sweep failed for ${failed} rows or cycles; the log names them`)
  return { moved }
}
