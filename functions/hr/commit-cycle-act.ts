import type { ReviewCycle } from '../domain/cycle.ts'
import type { CycleDecision } from '../domain/cycle-course.ts'
import type { CycleId } from '../domain/ids.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { commitCycleChange, loadCycle } from '../store/cycles.ts'
import { type Database, untilCommitted } from '../store/database.ts'

/** Decides on the cycle as it is stored and writes the decision; when somebody was quicker, decides anew. */
export async function commitCycleAct(
  db: Database,
  cycleId: CycleId,
  decide: (cycle: ReviewCycle) => CycleDecision | Refusal,
): Promise<ReviewCycle | Refusal> {
  return untilCommitted(async () => {
    const decision = decide(await loadCycle(db, cycleId))
    if (isRefusal(decision)) return decision
    const { before, after, event } = decision
    return (await commitCycleChange(db, before, after, event)) ? loadCycle(db, cycleId) : undefined
  })
}
