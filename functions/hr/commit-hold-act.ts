import type { PersonId } from '../domain/ids.ts'
import type { HoldDecision, HoldsOfPerson } from '../domain/legal-hold.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { findErasure } from '../store/erasures.ts'
import { commitHoldChange, findHolds } from '../store/legal-holds.ts'

/** Decides on the holds as they are stored and writes the decision; when somebody was quicker, decides anew. */
export async function commitHoldAct(
  db: Database,
  personId: PersonId,
  decide: (holds: HoldsOfPerson) => HoldDecision | Refusal,
): Promise<'done' | Refusal> {
  return untilCommitted(async () => {
    const erasure = await findErasure(db, personId)
    if (erasure?.status === 'erased') {
      return refuse('erased', 'This person is erased. There is nothing left that a hold could keep.')
    }
    const decision = decide(await findHolds(db, personId))
    if (isRefusal(decision)) return decision
    return (await commitHoldChange(db, decision)) ? 'done' : undefined
  })
}
