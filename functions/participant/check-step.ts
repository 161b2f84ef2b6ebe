import { isRefusal } from '../domain/refusal.ts'
import { submitStep } from '../domain/step.ts'
import { findDraft } from '../store/words.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { checkReply } from './check-reply.tsx'
import { findOwnForm, receiptHref, stepHref, stepPathSchema } from './own-step.ts'
import { participantRoute } from './participant-route.ts'
import { isBlank } from './step-form.ts'
import { tooLateReply } from './step-reply.tsx'

/** Everything that is about to be sent, to read once more. Looking changes nothing. */
export const checkStep = participantRoute({
  method: 'GET',
  path: '/my/steps/{reviewId}/{stepId}/check',
  rule: 'participant',
  params: stepPathSchema,
  answer: async ({ dependencies: { db }, session, now }, { params }) => {
    const own = await findOwnForm(db, session, params)
    if (own === undefined) return notAvailable()
    if (own.step.receipt !== undefined) return redirect(receiptHref(params))
    const draft = await findDraft(db, params.reviewId, params.stepId)
    if (draft === undefined || isBlank(draft)) return redirect(stepHref(params))
    const change = submitStep(own.step, { at: now.toISOString() })
    if (isRefusal(change)) return tooLateReply(own, change, draft)
    return checkReply(own, draft, { now, authenticatedAt: session.authenticatedAt })
  },
})
