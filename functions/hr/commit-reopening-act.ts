import type { CycleId, ReviewId } from '../domain/ids.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import type { ReopeningDecision, ReopeningSituation } from '../domain/reopening.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitReopeningChange, findReopeningSituation } from '../store/reopenings.ts'

/** Decides as everything is stored and writes the decision; when somebody was quicker, decides anew. */
export async function commitReopeningAct(
  db: Database,
  { cycleId, reviewId }: { cycleId: CycleId; reviewId: ReviewId },
  decide: (situation: ReopeningSituation) => ReopeningDecision | Refusal,
): Promise<'done' | 'no-such-review' | Refusal> {
  return untilCommitted(async () => {
    const situation = await findReopeningSituation(db, cycleId, reviewId)
    if (situation === undefined) return 'no-such-review'
    const decision = decide(situation)
    if (isRefusal(decision)) return decision
    return (await commitReopeningChange(db, decision)) && 'done'
  })
}
