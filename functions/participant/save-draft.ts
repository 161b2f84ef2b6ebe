import { checkAnswers } from '../domain/answers.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { saveDraft as decideToSave } from '../domain/step.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { type Draft, findDraft, saveDraftWords, type Words } from '../store/words.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { checkJustification } from './check-justification.ts'
import { findOwnForm, type OwnForm, type StepPath } from './own-step.ts'
import { isBlank, sameWords } from './step-form.ts'

export type Saving =
  /** The draft as it now stands; version 0 where there is none, since nothing was written. */
  | { came: 'saved'; own: OwnForm; version: number; savedAt: string | null }
  /** Somebody, or this person in another window, saved other words meanwhile. Nothing was overwritten. */
  | { came: 'conflict'; own: OwnForm; stored: Draft | undefined }
  | { came: 'refused'; own: OwnForm; refusals: Refusal[] }
  /** Nothing more is accepted; the refusal says why. */
  | { came: 'too-late'; own: OwnForm; refusal: Refusal }
  | { came: 'not-yours' }

/** What was typed, over which version of the draft (0 for none). */
export interface TypedWords {
  words: Words
  overVersion: number
}

/** Saves what was typed as a draft. Saving the same words twice is saving them once; no words at all are no draft. */
export async function saveDraft(
  db: Database,
  session: ParticipantSession,
  path: StepPath,
  { words, overVersion }: TypedWords,
  at: string,
): Promise<Saving> {
  return untilCommitted(async (): Promise<Saving | undefined> => {
    const own = await findOwnForm(db, session, path)
    if (own === undefined) return { came: 'not-yours' }
    const change = decideToSave(own.step)
    if (isRefusal(change)) return { came: 'too-late', own, refusal: change }
    const stored = await findDraft(db, path.reviewId, path.stepId)
    if (stored === undefined ? isBlank(words) : sameWords(stored, words)) {
      return { came: 'saved', own, version: stored?.version ?? 0, savedAt: stored?.savedAt ?? null }
    }
    if ((stored?.version ?? 0) !== overVersion) return { came: 'conflict', own, stored }
    const refusals = [
      ...checkAnswers(own.form, own.role, words.answers, { complete: false }),
      ...checkJustification(words),
    ]
    if (refusals.length > 0) return { came: 'refused', own, refusals }
    return (await saveDraftWords(db, words, change, overVersion, at))
      ? { came: 'saved', own, version: overVersion + 1, savedAt: at }
      : undefined
  })
}
