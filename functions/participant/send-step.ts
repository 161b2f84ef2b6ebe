import * as z from 'zod'
import { findDraft } from '../store/words.ts'
import { ticked } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { checkReply } from './check-reply.tsx'
import { checkHref, findOwnForm, receiptHref, stepHref, stepPathSchema } from './own-step.ts'
import { participantRoute } from './participant-route.ts'
import { fieldErrorsOf } from './step-form.ts'
import { stepReply, tooLateReply } from './step-reply.tsx'
import { submitStep } from './submit-step.ts'

/**
 * Sends in the draft that was looked over, and no other: one that has been saved since is shown first. The sentence
 * has to be agreed to, so that a program which only presses buttons sends nothing.
 */
export const sendStep = participantRoute({
  method: 'POST',
  path: '/my/steps/{reviewId}/{stepId}/send',
  rule: 'participant',
  params: stepPathSchema,
  body: z.object({
    draftVersion: z.coerce.number().int().min(0).max(1_000_000).optional(),
    agreed: ticked,
  }),
  answer: async ({ dependencies: { db, clock }, session, now }, { params, body }) => {
    const own = await findOwnForm(db, session, params)
    if (own === undefined) return notAvailable()
    if (own.step.receipt !== undefined) return redirect(receiptHref(params), { data: { submitted: true } })
    const draft = await findDraft(db, params.reviewId, params.stepId)
    if (draft === undefined) return redirect(stepHref(params))
    if (body.draftVersion === undefined) return redirect(checkHref(params))
    const at = { now, authenticatedAt: session.authenticatedAt }
    if (draft.version !== body.draftVersion)
      return checkReply(own, draft, at, { status: 409, hasChanged: true })
    if (!body.agreed) {
      const errors = { agreed: 'Tick this to say that it is your own answer, then send it.' }
      return checkReply(own, draft, at, { status: 422, errors })
    }
    const { version, savedAt: _, ...words } = draft
    const outcome = await submitStep(db, session, params, { words, overVersion: version }, clock)
    switch (outcome.came) {
      case 'submitted':
      case 'submitted-otherwise':
        return redirect(receiptHref(params), { data: { submitted: true } })
      case 'not-yours':
        return notAvailable()
      case 'too-late':
        return tooLateReply(outcome.own, outcome.refusal, words)
      case 'conflict':
        return checkReply(outcome.own, outcome.stored, at, { status: 409, hasChanged: true })
      case 'refused':
        return stepReply(db, outcome.own, {
          status: 422,
          now,
          filled: words,
          draftVersion: version,
          stored: draft,
          errors: fieldErrorsOf(outcome.refusals),
        })
    }
  },
})
