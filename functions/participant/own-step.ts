import * as z from 'zod'
import type { StepSituation } from '../domain/decision.ts'
import type { FormVersion } from '../domain/form.ts'
import { reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import type { RaterRole } from '../domain/rater-role.ts'
import { ROLE_OF } from '../domain/rater-submission.ts'
import { formOf } from '../domain/shipped-forms.ts'
import type { StepKind } from '../domain/step.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findReview, findStep } from '../store/reviews.ts'
import type { ParticipantSession } from '../web/sessions.ts'

/** How paths name a step. The ids only say what is meant; whose it is, the row says. */
export const stepPathSchema = z.object({ reviewId: reviewIdSchema, stepId: stepIdSchema })
export type StepPath = z.infer<typeof stepPathSchema>

export type OwnStep = StepSituation & { form: FormVersion }

/** A step of the session's cycle whose own row, or plan, names the session's person; `undefined` for any other. */
export async function findOwnStep(
  db: Database,
  session: Pick<ParticipantSession, 'cycleId' | 'personId'>,
  path: StepPath,
): Promise<OwnStep | undefined> {
  const [cycle, review] = await Promise.all([
    loadCycle(db, session.cycleId),
    findReview(db, session.cycleId, path.reviewId),
  ])
  if (review === undefined) return undefined
  const step = await findStep(db, cycle, review, path.stepId)
  if (step === undefined) return undefined
  if (step.assigneeId !== session.personId || step.cycleId !== session.cycleId) return undefined
  return { cycle, review, step, form: formOf(cycle) }
}

/** True for a step that was done anew since: its receipt proves what it proved, and no longer counts. */
export const isSuperseded = ({ review, step }: Pick<OwnStep, 'review' | 'step'>): boolean =>
  !review.steps.some(({ stepId }) => stepId === step.stepId)

/** A step that is answered with a form, and the role in which. */
export type OwnForm = OwnStep & { role: RaterRole }

export async function findOwnForm(
  db: Database,
  session: Pick<ParticipantSession, 'cycleId' | 'personId'>,
  path: StepPath,
): Promise<OwnForm | undefined> {
  const own = await findOwnStep(db, session, path)
  const role = own && roleIn(own.step.kind)
  return own === undefined || role === undefined ? undefined : { ...own, role }
}

/** A step that was this person's until somebody else was asked; what they typed meanwhile must not vanish. */
export async function findFormerForm(
  db: Database,
  session: Pick<ParticipantSession, 'cycleId' | 'personId'>,
  path: StepPath,
): Promise<OwnForm | undefined> {
  const [cycle, review] = await Promise.all([
    loadCycle(db, session.cycleId),
    findReview(db, session.cycleId, path.reviewId),
  ])
  const wasTheirs = review?.formerRaters?.some(
    ({ stepId, personId }) => stepId === path.stepId && personId === session.personId,
  )
  const step = review && wasTheirs && (await findStep(db, cycle, review, path.stepId))
  const role = step ? roleIn(step.kind) : undefined
  if (!step || role === undefined) return undefined
  // What the successor does with it is not theirs to see.
  const { receipt: _, ...withoutReceipt } = step
  return { cycle, review, step: withoutReceipt, form: formOf(cycle), role }
}

function roleIn(kind: StepKind): RaterRole | undefined {
  return kind in ROLE_OF ? ROLE_OF[kind as keyof typeof ROLE_OF] : undefined
}

export const stepHref = ({ reviewId, stepId }: StepPath) => `/my/steps/${reviewId}/${stepId}`
/** What is about to be sent, to read before it is. */
export const checkHref = (path: StepPath) => `${stepHref(path)}/check`
export const sendHref = (path: StepPath) => `${stepHref(path)}/send`
export const declineHref = (path: StepPath) => `${stepHref(path)}/decline`
export const receiptHref = ({ reviewId, stepId }: StepPath) => `/my/receipts/${reviewId}/${stepId}`
export const receiptFileHref = (path: StepPath) => `${receiptHref(path)}/receipt.zip`
