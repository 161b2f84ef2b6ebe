import type { Refusal } from '../domain/refusal.ts'
import { INTENT_STATEMENTS } from '../domain/sign-off.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import type { Database } from '../store/database.ts'
import type { Draft, Words } from '../store/words.ts'
import { type PageReply, page } from '../web/reply.ts'
import { gatherRatingMaterial } from './gather-rating-material.ts'
import { type OwnForm, receiptHref, stepHref } from './own-step.ts'
import { StepPage } from './pages/step-page.tsx'
import { stepTitle } from './pages/step-title.ts'
import { TooLatePage } from './pages/too-late-page.tsx'

/** The sentence that sending it in agrees to. */
export const STATEMENT_OF = {
  self: INTENT_STATEMENTS['submit-self-assessment/1'],
  peer: INTENT_STATEMENTS['submit-peer-input/1'],
  supervisor: INTENT_STATEMENTS['submit-supervisor-rating/1'],
} as const

const back = { label: 'What waits for you', href: '/my' }

/** The form of a step with something in its fields: the draft, or what was just typed and needs another look. */
export async function stepReply(
  db: Database,
  own: OwnForm,
  shown: {
    status: 200 | 409 | 422
    now: Date
    filled: Words
    draftVersion: number
    stored?: Draft | undefined
    justSaved?: boolean
    errors?: FieldErrors
    /** Set when the stored draft is not what the writer had before them. */
    conflict?: boolean
  },
): Promise<PageReply> {
  const { cycle, step, form, role } = own
  const material = await gatherRatingMaterial(db, own, shown.stored)
  return page(
    <StepPage
      step={step}
      form={form}
      raterRole={role}
      timeZone={cycle.timeZone}
      now={shown.now.toISOString()}
      action={stepHref(step)}
      filled={shown.filled}
      draftVersion={shown.draftVersion}
      savedAt={shown.stored?.savedAt}
      justSaved={shown.justSaved ?? false}
      errors={shown.errors ?? {}}
      otherDraft={shown.conflict === true ? shown.stored : undefined}
      material={material}
    />,
    {
      title: stepTitle(step),
      status: shown.status,
      back,
      wide: true,
      data: {
        step: { kind: step.kind, state: step.state, about: step.revieweeName, dueAt: step.dueAt },
        draftVersion: shown.draftVersion,
        savedAt: shown.stored?.savedAt ?? null,
        conflict: shown.conflict ?? false,
        // Both texts: what came in, and what the other window had saved.
        ...(shown.conflict && shown.stored ? { stored: wordsOf(shown.stored) } : {}),
        answers: shown.filled.answers,
        ...(role === 'supervisor'
          ? {
              proposedRating: shown.filled.proposedRating,
              justification: shown.filled.justification,
              computedScore: material?.computedScore ?? null,
            }
          : {}),
        errors: shown.errors ?? {},
      },
    },
  )
}

/** A step that takes no answer now: the reason, and what was typed and not sent. */
export function tooLateReply(
  { step, form, role }: OwnForm,
  refusal: Refusal,
  unsent: Words | undefined,
): PageReply {
  return page(
    <TooLatePage
      message={refusal.message}
      form={form}
      raterRole={role}
      unsent={unsent}
      receiptHref={step.receipt && receiptHref(step)}
    />,
    {
      title: stepTitle(step),
      status: unsent === undefined ? 200 : 409,
      back,
      data: { step: { kind: step.kind, state: step.state }, code: refusal.code, message: refusal.message },
    },
  )
}

const wordsOf = ({ answers, proposedRating, justification }: Words) => ({
  answers,
  proposedRating,
  justification,
})
