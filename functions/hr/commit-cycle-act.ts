import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { CycleDecision } from '../domain/cycle-course.ts'
import type { CycleId } from '../domain/ids.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { commitCycleChange, loadCycle } from '../store/cycles.ts'
import { type Database, untilCommitted } from '../store/database.ts'

/**
 * Decides on the cycle as it is stored and writes the decision; when somebody was quicker, decides anew.
 * @param also writes that belong to the same act.
 */
export async function commitCycleAct(
  db: Database,
  cycleId: CycleId,
  decide: (cycle: ReviewCycle) => CycleDecision | Refusal,
  also: readonly TransactWriteItem[] = [],
): Promise<ReviewCycle | Refusal> {
  return untilCommitted(async () => {
    const decision = decide(await loadCycle(db, cycleId))
    if (isRefusal(decision)) return decision
    const { before, after, event } = decision
    return (await commitCycleChange(db, before, after, event, also)) ? loadCycle(db, cycleId) : undefined
  })
}
