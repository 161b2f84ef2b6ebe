import { listCycles } from '../store/cycles.ts'
import { settleCycleWaits } from '../store/settle-cycle-waits.ts'
import { listUnmovedKeys } from '../store/unmoved.ts'
import type { AdvanceDependencies } from './advance-workflow.ts'
import { moveWorkflow } from './move-workflow.ts'

/** The stream is normally done with a row in a second; whatever is older than this was lost on the way. */
const LOST_AFTER_MS = 30_000

/**
 * Every minute: the truth behind the stream's hints. Tells workflows of rows that settled and were not told, and looks at
 * the waits of running cycles.
 */
export async function sweep({ db, sfn, now, log }: AdvanceDependencies): Promise<{ moved: number }> {
  const before = new Date(Date.parse(now()) - LOST_AFTER_MS).toISOString()
  let moved = 0
  for (const key of await listUnmovedKeys(db, before)) {
    if ((await moveWorkflow(sfn, db, key)) !== undefined) {
      moved += 1
      log('A settled row had not been told to its workflow; the sweep did it', { ...key })
    }
  }
  for (const cycle of await listCycles(db)) await settleCycleWaits(db, cycle.cycleId, now())
  return { moved }
}
