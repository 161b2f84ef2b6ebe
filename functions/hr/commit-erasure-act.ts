import type { ErasureDecision, ErasureSituation } from '../domain/erasure.ts'
import type { PersonId } from '../domain/ids.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { loadErasureSituation } from '../store/erasure-situation.ts'
import { commitErasureChange } from '../store/erasures.ts'

/** Decides on the erasure as everything is stored and writes the decision; when somebody was quicker, decides anew. */
export async function commitErasureAct(
  db: Database,
  personId: PersonId,
  decide: (situation: ErasureSituation) => ErasureDecision | Refusal,
): Promise<'done' | Refusal> {
  return untilCommitted(async () => {
    const decision = decide(await loadErasureSituation(db, personId))
    if (isRefusal(decision)) return decision
    return (await commitErasureChange(db, decision)) ? 'done' : undefined
  })
}
