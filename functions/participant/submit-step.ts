import { checkAnswers } from '../domain/answers.ts'
import type { ReviewDecision } from '../domain/decision.ts'
import { timeOfEntry } from '../domain/entry-time.ts'
import { levelSchema } from '../domain/form.ts'
import { submitPeerInput, submitSelfAssessment, submitSupervisorRating } from '../domain/rater-submission.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { submitStep as decideToSubmit, type ReviewStep } from '../domain/step.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitReviewChange } from '../store/reviews.ts'
import { listOpenings } from '../store/trail.ts'
import {
  type Draft,
  draftDelete,
  findDraft,
  findWords,
  type SentWords,
  type Words,
  wordsPut,
} from '../store/words.ts'
import { digestOf } from '../trail/digest.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { checkJustification } from './check-justification.ts'
import { findOwnForm, type OwnForm, type StepPath } from './own-step.ts'
import type { TypedWords } from './save-draft.ts'
import { sameWords } from './step-form.ts'

export type Submitting =
  | { came: 'submitted' }
  /** It had been submitted with other words, from another window. These ones were not sent. */
  | { came: 'submitted-otherwise'; own: OwnForm }
  /** A draft was saved elsewhere that the writer has not seen. */
  | { came: 'conflict'; own: OwnForm; stored: Draft }
  | { came: 'refused'; own: OwnForm; refusals: Refusal[] }
  | { came: 'too-late'; own: OwnForm; refusal: Refusal }
  | { came: 'not-yours' }

/**
 * Submits what was typed, once: however often and from however many places it is sent, there is one entry in the trail
 * and everybody finds the same receipt.
 * @param clock is read on every try: who waits behind others submits after them, and the entry says so.
 */
export async function submitStep(
  db: Database,
  session: ParticipantSession,
  path: StepPath,
  { words, overVersion }: TypedWords,
  clock: () => Date,
): Promise<Submitting> {
  return untilCommitted(async (): Promise<Submitting | undefined> => {
    const own = await findOwnForm(db, session, path)
    if (own === undefined) return { came: 'not-yours' }
    if (own.step.state === 'submitted') {
      return (await areWhatWasSubmitted(db, own.step, words))
        ? { came: 'submitted' }
        : { came: 'submitted-otherwise', own }
    }
    const at = timeOfEntry(own.review.chain, clock().toISOString())
    const change = decideToSubmit(own.step, { at })
    if (isRefusal(change)) return { came: 'too-late', own, refusal: change }
    const stored = await findDraft(db, path.reviewId, path.stepId)
    if (stored !== undefined && stored.version !== overVersion && !sameWords(stored, words)) {
      return { came: 'conflict', own, stored }
    }
    const sent: SentWords =
      own.role === 'peer' ? words : { ...words, nonce: Buffer.from(db.randomBytes(16)).toString('hex') }
    const decision = decideSubmission(own, sent, { at, authenticatedAt: session.authenticatedAt })
    if (Array.isArray(decision)) return { came: 'refused', own, refusals: decision }
    const receipt = await commitReviewChange(db, {
      ...decision,
      also: [wordsPut(db, own.step, sent), draftDelete(db, path.reviewId, path.stepId, stored?.version ?? 0)],
    })
    return receipt === undefined ? undefined : { came: 'submitted' }
  })
}

/** The rule's answer, without writing anything: also asked before somebody is shown what they are about to send. */
export function decideSubmission(
  own: OwnForm,
  words: SentWords,
  act: { at: string; authenticatedAt: string },
): ReviewDecision | Refusal[] {
  const submission = {
    at: act.at,
    form: own.form,
    answers: words.answers,
    authentication: { method: 'emailed-link' as const, at: act.authenticatedAt },
    wordsDigest: digestOf(words),
  }
  if (own.role === 'self') return listed(submitSelfAssessment(own, submission))
  if (own.role === 'peer') return listed(submitPeerInput(own, submission))
  return decideRating(own, words, submission)
}

/** All complaints at once, so that nobody mends one only to meet the next. */
function decideRating(
  own: OwnForm,
  words: Words,
  submission: Parameters<typeof submitSelfAssessment>[1],
): ReviewDecision | Refusal[] {
  const proposedRating = levelSchema.safeParse(words.proposedRating).data
  const refusals = [
    ...checkAnswers(own.form, own.role, words.answers, { complete: true }),
    ...(proposedRating === undefined ? [noProposedRating()] : []),
    ...checkJustification(words),
  ]
  if (proposedRating === undefined || refusals.length > 0) return refusals
  return listed(
    submitSupervisorRating(own, { ...submission, proposedRating, justification: words.justification }),
  )
}

const noProposedRating = () =>
  refuse('missing-rating', 'Choose the overall rating that you propose.', 'proposedRating')

const listed = (decision: ReviewDecision | Refusal[] | Refusal): ReviewDecision | Refusal[] =>
  isRefusal(decision) ? [decision] : decision

/**
 * Whether these words are the ones that were sent in. A peer's digest stands sealed in the entry, and only the vault can open
 * it. True also where that cannot be told, or not yet.
 */
async function areWhatWasSubmitted(
  db: Database,
  { reviewId, stepId, receipt }: ReviewStep,
  words: Words,
): Promise<boolean> {
  if (receipt === undefined) return true
  if (receipt.recordDigest === null) {
    const openings = await listOpenings(db, receipt.eventId)
    const digest = openings.find(({ field }) => field === 'words')?.value
    return digest === undefined || digest === digestOf(words)
  }
  const nonce = (await findWords(db, reviewId, stepId))?.nonce
  return receipt.recordDigest === digestOf(nonce === undefined ? words : { ...words, nonce })
}
