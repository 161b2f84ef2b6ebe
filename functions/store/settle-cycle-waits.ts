import { ratingsAreIn, signaturesAreIn } from '../domain/counts.ts'
import { type CycleWaitKind, settleWait } from '../domain/cycle.ts'
import type { CycleId } from '../domain/ids.ts'
import { readCounts } from './counts.ts'
import { changeWait, findCycle } from './cycles.ts'
import type { Database } from './database.ts'

/** Settles what the cycle's workflow waits for as soon as the counters say that it has come. */
export async function settleCycleWaits(db: Database, cycleId: CycleId, at: string): Promise<void> {
  const cycle = await findCycle(db, cycleId)
  if (cycle === undefined || (cycle.status !== 'running' && cycle.status !== 'released')) return
  const counts = await readCounts(db, cycleId)
  const settle = (kind: CycleWaitKind) =>
    changeWait(db, cycleId, kind, (wait) =>
      wait.settledAt === undefined ? settleWait(wait, { at, by: 'counters' }) : undefined,
    )
  if (ratingsAreIn(counts, cycle.reviewCount)) await settle('ratings')
  if (signaturesAreIn(counts, cycle.reviewCount)) await settle('signatures')
}
