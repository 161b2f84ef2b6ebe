import type { StepSituation } from '../domain/decision.ts'
import type { Decline } from '../domain/peer-decline.ts'
import { declinePeerInput } from '../domain/peer-decline.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { concernPut } from './concerns.ts'
import type { Database } from './database.ts'
import { commitReviewChange } from './reviews.ts'
import { draftSetAside, findDraft } from './words.ts'

/**
 * A colleague declines: the step, what they had begun, the concern for HR and the entry, in one transaction. `undefined` when
 * somebody was quicker; then load and decide again.
 */
export async function commitPeerDecline(
  db: Database,
  situation: StepSituation,
  act: Omit<Decline, 'concernId'>,
): Promise<'declined' | Refusal | undefined> {
  const declined = declinePeerInput(situation, { ...act, concernId: db.mint.concernId() })
  if (isRefusal(declined)) return declined
  const { step } = situation
  const draft = await findDraft(db, step.reviewId, step.stepId)
  const receipt = await commitReviewChange(db, {
    ...declined.decision,
    also: [concernPut(db, declined.concern), ...draftSetAside(db, step, draft)],
  })
  return receipt === undefined ? undefined : 'declined'
}
