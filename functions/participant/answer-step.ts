import { refuse } from '../domain/refusal.ts'
import { findDraft } from '../store/words.ts'
import { notAvailable, type Reply, redirect } from '../web/reply.ts'
import { findOwnForm, receiptHref, stepHref, stepPathSchema } from './own-step.ts'
import { type ParticipantDependencies, participantRoute } from './participant-route.ts'
import { type Saving, saveDraft } from './save-draft.ts'
import { fieldErrorsOf, holdsNothing, readWords, stepBodySchema } from './step-form.ts'
import { stepReply, tooLateReply } from './step-reply.tsx'
import { type Submitting, submitStep } from './submit-step.ts'

/** Saves the draft or sends it in, as the button says. A POST without the form's fields changes nothing. */
export const answerStep = participantRoute({
  method: 'POST',
  path: '/my/steps/{reviewId}/{stepId}',
  rule: 'participant',
  params: stepPathSchema,
  body: stepBodySchema,
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const own = await findOwnForm(db, session, params)
    if (own === undefined) return notAvailable()
    if (body.intent === undefined || holdsNothing(own.form, own.role, body)) return redirect(stepHref(params))
    const typed = {
      words: readWords(own.form, own.role, body),
      overVersion: body.draftVersion,
    }
    const outcome =
      body.intent === 'save'
        ? await saveDraft(db, session, params, typed, now.toISOString())
        : await submitStep(db, session, params, typed, dependencies.clock)
    if (outcome.came === 'saved') return redirect(`${stepHref(params)}?saved=yes`, { data: { saved: true } })
    if (outcome.came === 'submitted') return redirect(receiptHref(params), { data: { submitted: true } })
    return showAgain(dependencies, outcome, typed, now)
  },
})

/** Nothing was changed; everything that was typed is on the page again. */
async function showAgain(
  { db }: ParticipantDependencies,
  outcome: Exclude<Saving | Submitting, { came: 'saved' | 'submitted' }>,
  typed: Parameters<typeof saveDraft>[3],
  now: Date,
): Promise<Reply> {
  switch (outcome.came) {
    case 'not-yours':
      return notAvailable()
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
