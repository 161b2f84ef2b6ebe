import type { ReviewDecision } from '../domain/decision.ts'
import { timeOfEntry } from '../domain/entry-time.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import type { SignOffMeaning } from '../domain/sign-off.ts'
import { type SignatureAct, signAsReviewee, signAsSupervisor } from '../domain/signature.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitReviewChange } from '../store/reviews.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { findOwnStep, type OwnStep, type StepPath } from './own-step.ts'

/** One signature, as it was typed: how, under which name, and with which digests on the page. */
export interface TypedSignature {
  path: StepPath
  meaning: SignOffMeaning | 'refused'
  comment: string
  typedName: string
  shownDigests: readonly string[]
}

/**
 * Gives one signature in one transaction. One that was given before is fine.
 * @param clock is read on every try, so that the entries of a chain stand in the order of their times.
 * @returns the refusal when the record or its step no longer takes it.
 */
export async function signRecord(
  db: Database,
  session: ParticipantSession,
  typed: TypedSignature,
  clock: () => Date,
): Promise<'signed' | Refusal> {
  return untilCommitted(async () => {
    const own = await findOwnStep(db, session, typed.path)
    if (own === undefined) throw new Error('A step on the desk is not its person’s own')
    if (own.step.receipt !== undefined) return 'signed'
    const decision = decideSignature(own, session, typed, clock())
    if (isRefusal(decision)) return decision
    return (await commitReviewChange(db, decision)) === undefined ? undefined : 'signed'
  })
}

/** The rule's answer, without writing anything: refused before a code is used up. */
export function decideSignature(
  own: Pick<OwnStep, 'cycle' | 'review' | 'step'>,
  session: ParticipantSession,
  { meaning, comment, typedName, shownDigests }: TypedSignature,
  now: Date,
): ReviewDecision | Refusal {
  const at = timeOfEntry(own.review.chain, now.toISOString())
  const act: SignatureAct = {
    at,
    meaning,
    comment,
    typedName,
    name: session.name,
    shownDigest: shownDigests.find((digest) => digest === own.review.recordDigest) ?? '',
    // The code is what was just shown; the link alone would not do.
    authentication: { method: 'emailed-link-and-code', at },
  }
  return meaning === 'approved' ? signAsSupervisor(own, act) : signAsReviewee(own, act)
}
