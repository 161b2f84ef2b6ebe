import { computeScore } from '../domain/rating.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import type { Draft } from '../store/words.ts'
import { type PageReply, page } from '../web/reply.ts'
import { type OwnForm, sendHref, stepHref } from './own-step.ts'
import { CheckPage } from './pages/check-page.tsx'
import { stepTitle } from './pages/step-title.ts'
import { fieldErrorsOf } from './step-form.ts'
import { STATEMENT_OF } from './step-reply.tsx'
import { decideSubmission } from './submit-step.ts'

/** Who reads it, and when: said before it is sent. */
const NEXT_OF = {
  self: () => 'Your supervisor reads this before they rate.',
  peer: (name: string) =>
    `${name} and their supervisor see it only together with that of others, without names.`,
  supervisor: (name: string) => `${name} sees this when results are released.`,
} as const

/** The stored draft as it would be sent in, and what is still missing in it. */
export function checkReply(
  own: OwnForm,
  draft: Draft,
  at: { now: Date; authenticatedAt: string },
  shown: { status: 200 | 409 | 422; errors?: FieldErrors; hasChanged?: boolean } = { status: 200 },
): PageReply {
  const { step, form, role } = own
  const { version, savedAt, ...words } = draft
  const decision = decideSubmission(own, words, {
    at: at.now.toISOString(),
    authenticatedAt: at.authenticatedAt,
  })
  const missing = Array.isArray(decision) ? fieldErrorsOf(decision) : {}
  const score = role === 'supervisor' ? { computedScore: computeScore(form, words.answers).score } : {}
  return page(
    <CheckPage
      form={form}
      raterRole={role}
      draft={draft}
      {...score}
      statement={STATEMENT_OF[role]}
      next={NEXT_OF[role](step.revieweeName)}
      stepHref={stepHref(step)}
      sendHref={sendHref(step)}
      missing={missing}
      {...(shown.errors === undefined ? {} : { errors: shown.errors })}
      hasChanged={shown.hasChanged ?? false}
    />,
    {
      title: `Check before you send: ${stepTitle(step)}`,
      status: shown.status,
      back: { label: stepTitle(step), href: stepHref(step) },
      data: {
        draftVersion: version,
        savedAt,
        words,
        ...score,
        statement: STATEMENT_OF[role],
        missing,
        hasChanged: shown.hasChanged ?? false,
        errors: shown.errors ?? {},
      },
    },
  )
}
