import * as z from 'zod'
import type { ReviewCycle } from './cycle.ts'
import {
  cycleIdSchema,
  type PersonId,
  personIdSchema,
  reviewIdSchema,
  type StepId,
  stepIdSchema,
} from './ids.ts'
import { type Officer, officerSchema } from './officer.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Review } from './review.ts'

/** What a step asks of its assignee. `release` is asked of nobody: the cycle answers it for all reviews at once. */
export const stepKindSchema = z.enum([
  'selfAssessment',
  'peerInput',
  'supervisorRating',
  'release',
  'revieweeSignature',
  'supervisorSignature',
])
export type StepKind = z.infer<typeof stepKindSchema>

export const stepStateSchema = z.enum([
  'notOpen', // planned, its time has not come
  'open', // waits for the assignee
  'draft', // the assignee has saved something
  'returned', // came back with a comment and waits again
  'submitted', // done by the assignee
  'bypassed', // the review went on without it, and says so
  'expired', // its time ran out; nothing more is accepted
])
export type StepState = z.infer<typeof stepStateSchema>

/** The states in which the assignee can still write. */
export const WRITABLE: readonly StepState[] = ['open', 'draft', 'returned']
/** The states from which the workflow goes on. */
export const SETTLED: readonly StepState[] = ['submitted', 'bypassed', 'expired']

/** What a signatory keeps: enough to find the entry again and to show that it has not changed. */
export const receiptSchema = z.object({
  eventId: z.string(),
  leafHash: z.string(),
  at: z.string(),
  meaning: z.string(),
  recordDigest: z.string().nullable(),
})
export type Receipt = z.infer<typeof receiptSchema>

export const reviewStepSchema = z.object({
  stepId: stepIdSchema,
  reviewId: reviewIdSchema,
  cycleId: cycleIdSchema,
  kind: stepKindSchema,
  assigneeId: personIdSchema.nullable(),
  revieweeId: personIdSchema,
  revieweeName: z.string(),
  state: stepStateSchema,
  version: z.int().min(0),
  /** Counts the workflow's tries; each try brings a task token of its own. */
  attempt: z.int().min(0),
  /** The token of the newest try. It never leaves the server. */
  taskToken: z.string().optional(),
  /** True from the moment a settled step has a token until the workflow is known to have gone on. */
  unmoved: z.boolean().optional(),
  dueAt: z.string(),
  graceUntil: z.string(),
  openedAt: z.string().optional(),
  settledAt: z.string().optional(),
  receipt: receiptSchema.optional(),
  /** Who of HR sent it in, where the assignee did not do it themselves. */
  sentInBy: officerSchema.optional(),
  /** The record that a signature is for; absent for the first one. */
  recordVersion: z.int().min(2).optional(),
  extensionReason: z.string().optional(),
  /** When HR last gave more time; the assignee's next digest tells them. */
  extendedAt: z.string().optional(),
})
export type ReviewStep = z.infer<typeof reviewStepSchema>

/** A step before and after an act; `from` lists the only states in which the stored row may be for the act to count. */
export interface StepChange {
  before: ReviewStep
  after: ReviewStep
  from: readonly StepState[]
}

const changed = (
  before: ReviewStep,
  from: readonly StepState[],
  values: Partial<ReviewStep>,
): StepChange => ({
  before,
  after: { ...before, ...values, version: before.version + 1 },
  from,
})

/**
 * The workflow asks (again): the row takes the new attempt and its token. Someone may have been quicker than the
 * workflow, so a settled row stays settled and is marked for the workflow to be told at once.
 * @param time the deadline of a step that opens late; else the step keeps its own.
 */
export function openStep(
  step: ReviewStep,
  act: { at: string; taskToken: string },
  time: { dueAt: string; graceUntil: string } = step,
): StepChange {
  const settled = SETTLED.includes(step.state)
  return changed(step, [step.state], {
    state: step.state === 'notOpen' ? 'open' : step.state,
    attempt: step.attempt + 1,
    taskToken: act.taskToken,
    ...(settled ? { unmoved: true } : {}),
    openedAt: step.openedAt ?? act.at,
    dueAt: time.dueAt,
    graceUntil: time.graceUntil,
  })
}

export function saveDraft(step: ReviewStep): StepChange | Refusal {
  if (!WRITABLE.includes(step.state)) return notWritable(step)
  return changed(step, WRITABLE, { state: 'draft' })
}

export function submitStep(step: ReviewStep, act: { at: string; sentInBy?: Officer }): StepChange | Refusal {
  if (!WRITABLE.includes(step.state)) return notWritable(step)
  return changed(step, WRITABLE, {
    state: 'submitted',
    settledAt: act.at,
    unmoved: true,
    ...(act.sentInBy === undefined ? {} : { sentInBy: act.sentInBy }),
  })
}

/** The review goes on without this step. */
export function settleWithoutAnswer(
  step: ReviewStep,
  act: { at: string; as: 'bypassed' | 'expired' },
): StepChange | Refusal {
  if (SETTLED.includes(step.state)) return notWritable(step)
  return changed(step, ['notOpen', ...WRITABLE], {
    state: act.as,
    settledAt: act.at,
    // Without a token nobody waits yet; the workflow finds the row settled when it comes.
    ...(step.taskToken === undefined ? {} : { unmoved: true }),
  })
}

/** The record that the step belongs to was replaced while it was open: it is left out, and another step asks anew. */
export function voidStep(step: ReviewStep, act: { at: string }): StepChange {
  return changed(step, ['notOpen', ...WRITABLE], {
    state: 'bypassed',
    settledAt: act.at,
    ...(step.taskToken === undefined ? {} : { unmoved: true }),
  })
}

export function extendStep(
  step: ReviewStep,
  act: { at: string; dueAt: string; graceUntil: string; reason: string },
): StepChange | Refusal {
  if (SETTLED.includes(step.state)) return notWritable(step)
  if (act.dueAt <= step.dueAt) {
    return refuse(
      'not-later',
      'An extension must end after the present due date. Choose a later day.',
      'dueOn',
    )
  }
  return changed(step, ['notOpen', ...WRITABLE], {
    dueAt: act.dueAt,
    graceUntil: act.graceUntil,
    extensionReason: act.reason,
    extendedAt: act.at,
  })
}

/** The cycle stood still and its days moved; the step's move with them, and its assignee's next digest says so. */
export function moveStep(
  step: ReviewStep,
  until: { dueAt: string; graceUntil: string },
  at: string,
): StepChange {
  return changed(step, ['notOpen', ...WRITABLE], { ...until, extendedAt: at })
}

/**
 * The same step for somebody else, or for nobody until HR has found somebody; its workflow waits on.
 * @param act.withDraft false where the successor begins anew, and what was begun is set aside for its writer.
 */
export function handStepOver(
  step: ReviewStep,
  act: { to: PersonId | null; withDraft: boolean },
): StepChange | Refusal {
  if (SETTLED.includes(step.state)) return notWritable(step)
  return changed(step, ['notOpen', ...WRITABLE], {
    assigneeId: act.to,
    state: act.withDraft || step.state === 'notOpen' ? step.state : 'open',
  })
}

/** The workflow has gone on; nobody needs to tell it again. */
export function markMoved(step: ReviewStep): StepChange {
  const { unmoved: _, ...rest } = step
  return { before: step, after: { ...rest, version: step.version + 1 }, from: SETTLED }
}

function notWritable(step: ReviewStep): Refusal {
  switch (step.state) {
    case 'submitted':
      return refuse('already-submitted', 'This was already submitted. Nothing more is needed from you.')
    case 'notOpen':
      return refuse('not-open-yet', 'This step has not opened yet. You will get a mail when it does.')
    case 'bypassed':
      return refuse('bypassed', 'The time for this step has passed and the review went on without it.')
    default:
      return refuse(
        'expired',
        'The time for this step has run out. If you still need to answer, write to HR.',
      )
  }
}

/** The step as the launch planned it, before its row exists; version 0 stands for “no row yet”. */
export function plannedStep(cycle: ReviewCycle, review: Review, stepId: StepId): ReviewStep | undefined {
  const line = review.steps.find((step) => step.stepId === stepId)
  if (line === undefined) return undefined
  return {
    stepId,
    reviewId: review.reviewId,
    cycleId: review.cycleId,
    kind: line.kind,
    assigneeId: line.assigneeId,
    revieweeId: review.revieweeId,
    revieweeName: review.revieweeName,
    state: 'notOpen',
    version: 0,
    attempt: 0,
    ...cycle.deadlines[line.kind],
  }
}
