import type { DisputeDecision } from '../domain/dispute-course.ts'
import type { CycleId, ReviewId } from '../domain/ids.ts'
import type { NewRound } from '../domain/new-round.ts'
import type { Officer } from '../domain/officer.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitDisputeChange } from '../store/disputes.ts'
import type { HrSession } from '../web/sessions.ts'
import { type DisputeDesk, gatherDisputeDesk } from './dispute-desk.ts'

/** Decides as everything is stored and writes the decision; when somebody was quicker, decides anew. */
export async function commitDisputeAct(
  db: Database,
  session: HrSession,
  at: { cycleId: CycleId; reviewId: ReviewId },
  decide: (desk: DisputeDesk) => (DisputeDecision & Pick<NewRound, 'ratingDraft'>) | Refusal,
): Promise<'done' | Refusal> {
  const by: Officer = { subject: session.subject, name: session.name }
  return untilCommitted(async () => {
    const desk = await gatherDisputeDesk(db, session, at)
    if (desk === undefined) throw new Error(`There is no review ${at.reviewId} in the cycle ${at.cycleId}`)
    const decision = decide(desk)
    if (isRefusal(decision)) return decision
    return (await commitDisputeChange(db, decision, by)) && 'done'
  })
}
