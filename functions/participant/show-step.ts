import * as z from 'zod'
import { isRefusal } from '../domain/refusal.ts'
import { submitStep } from '../domain/step.ts'
import { findDraft } from '../store/words.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { findOwnForm, findOwnStep, receiptHref, stepPathSchema } from './own-step.ts'
import { participantRoute } from './participant-route.ts'
import { isBlank, noWords } from './step-form.ts'
import { stepReply, tooLateReply } from './step-reply.tsx'

/** The form of one step, with the draft in its fields. */
export const showStep = participantRoute({
  method: 'GET',
  path: '/my/steps/{reviewId}/{stepId}',
  rule: 'participant',
  params: stepPathSchema,
  query: z.object({ saved: z.string().optional() }),
  answer: async ({ dependencies: { db }, session, now }, { params, query }) => {
    const own = await findOwnForm(db, session, params)
    if (own === undefined) {
      const signature = await findOwnStep(db, session, params)
      return signature === undefined ? notAvailable() : redirect('/my/sign')
    }
    if (own.step.receipt !== undefined) return redirect(receiptHref(params))
    const draft = await findDraft(db, params.reviewId, params.stepId)
    const change = submitStep(own.step, { at: now.toISOString() })
    if (isRefusal(change)) return tooLateReply(own, change, draft && !isBlank(draft) ? draft : undefined)
    return stepReply(db, own, {
      status: 200,
      now,
      filled: draft ?? noWords(own.form),
      draftVersion: draft?.version ?? 0,
      stored: draft,
      justSaved: query.saved !== undefined && draft !== undefined,
    })
  },
})
