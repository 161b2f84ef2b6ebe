import { computeScore } from '../domain/rating.ts'
import { refuse } from '../domain/refusal.ts'
import { findDraft } from '../store/words.ts'
import { notAvailable, type Reply, redirect } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import {
  checkHref,
  findFormerForm,
  findOwnForm,
  receiptHref,
  type StepPath,
  stepHref,
  stepPathSchema,
} from './own-step.ts'
import { type ParticipantDependencies, participantRoute } from './participant-route.ts'
import { type Saving, saveDraft, type TypedWords } from './save-draft.ts'
import { fieldErrorsOf, holdsNothing, readWords, type StepBody, stepBodySchema } from './step-form.ts'
import { stepReply, tooLateReply } from './step-reply.tsx'
import { decideSubmission, type Submitting, submitStep } from './submit-step.ts'

/**
 * Saves the draft, saves it and goes on to what is about to be sent, or sends it in at once, as the button says. A POST
 * without the form's fields changes nothing.
 */
export const answerStep = participantRoute({
  method: 'POST',
  path: '/my/steps/{reviewId}/{stepId}',
  rule: 'participant',
  params: stepPathSchema,
  body: stepBodySchema,
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const own = await findOwnForm(db, session, params)
    if (own === undefined) return handedOver(dependencies, session, params, body)
    if (body.intent === undefined || holdsNothing(own.form, own.role, body)) return redirect(stepHref(params))
    const typed = {
      words: readWords(own.form, own.role, body),
      overVersion: body.draftVersion,
    }
    if (body.intent === 'submit') {
      const outcome = await submitStep(db, session, params, typed, dependencies.clock)
      if (outcome.came === 'submitted') return redirect(receiptHref(params), { data: { submitted: true } })
      if (outcome.came === 'not-yours') return handedOver(dependencies, session, params, body)
      return showAgain(dependencies, outcome, typed, now)
    }
    const outcome = await saveDraft(db, session, params, typed, now.toISOString())
    if (outcome.came === 'not-yours') return handedOver(dependencies, session, params, body)
    if (outcome.came !== 'saved') return showAgain(dependencies, outcome, typed, now)
    return body.intent === 'check'
      ? lookItOver(dependencies, session, outcome, typed, now)
      : redirect(`${stepHref(params)}?saved=yes`, { data: savedData(outcome, typed) })
  },
})

/** Somebody else was asked while this was being typed: it changes nothing, and it stays on the page to be copied. */
async function handedOver(
  { db }: ParticipantDependencies,
  session: ParticipantSession,
  path: StepPath,
  body: StepBody,
): Promise<Reply> {
  const former = await findFormerForm(db, session, path)
  if (former === undefined || holdsNothing(former.form, former.role, body)) return notAvailable()
  return tooLateReply(
    former,
    refuse(
      'handed-over',
      'Somebody else has this step now, so what you typed was not saved. Copy it from here if you need it; HR can tell you more.',
    ),
    readWords(former.form, former.role, body),
  )
}

/** For the script that saves while somebody writes: over which version it writes next, and what it can show. */
function savedData({ own, version, savedAt }: Extract<Saving, { came: 'saved' }>, { words }: TypedWords) {
  return {
    saved: true,
    draftVersion: version,
    savedAt,
    ...(own.role === 'supervisor' ? { computedScore: computeScore(own.form, words.answers).score } : {}),
  }
}

/** On to what is about to be sent; or back to the form, where all that is missing is said at once. */
async function lookItOver(
  { db }: ParticipantDependencies,
  { authenticatedAt }: ParticipantSession,
  { own, version }: Extract<Saving, { came: 'saved' }>,
  { words }: TypedWords,
  now: Date,
): Promise<Reply> {
  const decision = decideSubmission(own, words, { at: now.toISOString(), authenticatedAt })
  if (!Array.isArray(decision)) return redirect(checkHref(own.step), { data: { draftVersion: version } })
  return stepReply(db, own, {
    status: 422,
    now,
    filled: words,
    draftVersion: version,
    stored: await findDraft(db, own.step.reviewId, own.step.stepId),
    errors: fieldErrorsOf(decision),
  })
}

/** Nothing was changed; everything that was typed is on the page again. */
async function showAgain(
  { db }: ParticipantDependencies,
  outcome: Exclude<Saving | Submitting, { came: 'saved' | 'submitted' | 'not-yours' }>,
  typed: TypedWords,
  now: Date,
): Promise<Reply> {
  switch (outcome.came) {
    case 'too-late':
      return tooLateReply(outcome.own, outcome.refusal, typed.words)
    case 'submitted-otherwise':
      return tooLateReply(
        outcome.own,
        refuse(
          'submitted-otherwise',
          'This was already sent in from another window, with other words. What you typed here was not sent.',
        ),
        typed.words,
      )
    case 'conflict':
      return stepReply(db, outcome.own, {
        status: 409,
        now,
        filled: typed.words,
        draftVersion: outcome.stored?.version ?? 0,
        stored: outcome.stored,
        conflict: true,
      })
    case 'refused': {
      const { step } = outcome.own
      return stepReply(db, outcome.own, {
        status: 422,
        now,
        filled: typed.words,
        draftVersion: typed.overVersion,
        stored: await findDraft(db, step.reviewId, step.stepId),
        errors: fieldErrorsOf(outcome.refusals),
      })
    }
  }
}
