import * as z from 'zod'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { saveDraft } from '../domain/step.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { untilCommitted } from '../store/database.ts'
import { commitPeerDecline } from '../store/peer-declines.ts'
import { notAvailable, page, type Reply, redirect, refused } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { declineHref, findOwnForm, type OwnForm, receiptHref, stepHref, stepPathSchema } from './own-step.ts'
import { DeclinePage } from './pages/decline-page.tsx'
import { type ParticipantDependencies, participantRoute } from './participant-route.ts'
import { checkConcernWords } from './raise-own-concern.ts'
import { typedWords } from './typed-words.ts'

/** The form on which a colleague says that they cannot give input. */
export const askWhyDecline = participantRoute({
  method: 'GET',
  path: '/my/steps/{reviewId}/{stepId}/decline',
  rule: 'participant',
  params: stepPathSchema,
  answer: async ({ dependencies: { db }, session }, { params }) => {
    const own = await findOwnForm(db, session, params)
    if (own === undefined) return notAvailable()
    if (own.role !== 'peer') return redirect(stepHref(params))
    if (own.step.receipt !== undefined) return redirect(receiptHref(params))
    if (isRefusal(saveDraft(own.step))) return redirect(stepHref(params))
    return declineReply(own, { words: '', status: 200 })
  },
})

/** Says no to a request for input, with a reason for HR. They may ask somebody else. */
export const declinePeer = participantRoute({
  method: 'POST',
  path: '/my/steps/{reviewId}/{stepId}/decline',
  rule: 'participant',
  params: stepPathSchema,
  body: z.object({ words: typedWords }),
  answer: async ({ dependencies, session }, { params, body }) => {
    const own = await findOwnForm(dependencies.db, session, params)
    if (own === undefined) return notAvailable()
    if (own.role !== 'peer') return redirect(stepHref(params))
    if (own.step.receipt !== undefined) return redirect(receiptHref(params))
    const { words } = body
    const errors: FieldErrors = {
      ...(words.trim() === '' ? { words: 'Write a few words, so that HR can ask somebody else.' } : {}),
      ...Object.fromEntries(
        checkConcernWords(words, 'words').map(({ field = 'form', message }) => [field, message]),
      ),
    }
    if (Object.keys(errors).length > 0) return declineReply(own, { words, errors, status: 422 })
    const declined = await decline(dependencies, session, params, words)
    if (declined === undefined) return notAvailable()
    return isRefusal(declined)
      ? refused(declined, { next: { label: 'What waits for you', href: '/my' } })
      : redirect('/my?told=declined', { data: { declined: true } })
  },
})

async function decline(
  { db, clock }: ParticipantDependencies,
  session: ParticipantSession,
  path: z.infer<typeof stepPathSchema>,
  words: string,
): Promise<'declined' | Refusal | undefined> {
  const outcome = await untilCommitted(async (): Promise<'declined' | Refusal | 'not-yours' | undefined> => {
    const own = await findOwnForm(db, session, path)
    if (own === undefined) return 'not-yours'
    return commitPeerDecline(db, own, {
      at: clock().toISOString(),
      words,
      authentication: { method: 'emailed-link', at: session.authenticatedAt },
    })
  })
  return outcome === 'not-yours' ? undefined : outcome
}

function declineReply(
  { step }: OwnForm,
  shown: { words: string; errors?: FieldErrors; status: 200 | 422 },
): Reply {
  return page(
    <DeclinePage
      name={step.revieweeName}
      action={declineHref(step)}
      stepHref={stepHref(step)}
      words={shown.words}
      errors={shown.errors ?? {}}
    />,
    {
      title: `Decline input about ${step.revieweeName}`,
      status: shown.status,
      back: { label: `Your input about ${step.revieweeName}`, href: stepHref(step) },
      data: { about: step.revieweeName, errors: shown.errors ?? {} },
    },
  )
}
