import { addWorkingDays, earlierOf, endOfDay, laterOf, localDateOf } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import { daysOff } from './non-working-days.ts'
import type { ReviewStep, StepKind } from './step.ts'
import { SETTLED } from './step.ts'

/** What the row says when the workflow's clock runs out. The workflow asks; it decides nothing itself. */
export type TimeoutAnswer =
  | { answer: 'settled' }
  /** Opened late, extended, or in its days of grace: ask the assignee's step again until then, without a new mail. */
  | { answer: 'wait'; until: string }
  | { answer: 'giveUp'; as: 'bypassed' | 'expired' }

/** A missed self-assessment is bypassed and labelled so; everything else expires and shows as an exception. */
const WHEN_MISSED: Record<StepKind, 'bypassed' | 'expired'> = {
  selfAssessment: 'bypassed',
  peerInput: 'expired',
  supervisorRating: 'expired',
  release: 'expired',
  revieweeSignature: 'expired',
  supervisorSignature: 'expired',
}

export function answerTimeout(step: ReviewStep, now: string): TimeoutAnswer {
  if (SETTLED.includes(step.state)) return { answer: 'settled' }
  if (now < step.dueAt) return { answer: 'wait', until: step.dueAt }
  if (now < step.graceUntil) return { answer: 'wait', until: step.graceUntil }
  return { answer: 'giveUp', as: WHEN_MISSED[step.kind] }
}

/** Whole working days that the steps which open after others leave their assignee; reading and signing is shorter work. */
const DAYS_TO_ANSWER: Partial<Record<StepKind, number>> = {
  supervisorRating: 5,
  revieweeSignature: 3,
  supervisorSignature: 3,
}

/**
 * The deadline of a step that opens now: as planned, or later when what came before it took longer, and never past the
 * day on which the cycle closes.
 */
export function deadlineOnOpening(
  cycle: Pick<ReviewCycle, 'timeZone' | 'civilHour' | 'graceDays' | 'deadlines' | 'nonWorkingDays'>,
  step: Pick<ReviewStep, 'kind' | 'dueAt' | 'graceUntil'>,
  now: string,
  /** True for a review that was disputed or reopened, which does not end with its cycle. */
  ownTime = false,
): { dueAt: string; graceUntil: string } {
  const { dueAt, graceUntil } = step
  const days = DAYS_TO_ANSWER[step.kind]
  if (days === undefined) return { dueAt, graceUntil }
  // What opens before people may be written to leaves them that day as a whole one.
  const lastStart = new Date(Date.parse(now) - cycle.civilHour * 3_600_000).toISOString()
  const off = daysOff(cycle)
  const lastDay = addWorkingDays(localDateOf(lastStart, cycle.timeZone), days, off)
  const end = ownTime ? NEVER : cycle.deadlines.supervisorSignature.graceUntil
  const fair = earlierOf(endOfDay(lastDay, cycle.timeZone), end)
  if (fair <= dueAt) return { dueAt, graceUntil }
  const afterGrace =
    cycle.graceDays === 0
      ? fair
      : earlierOf(endOfDay(addWorkingDays(lastDay, cycle.graceDays, off), cycle.timeZone), end)
  return { dueAt: fair, graceUntil: laterOf(afterGrace, graceUntil) }
}

/** Behind every instant that is written. */
const NEVER = '9999'

/** Less than this between the opening and the end is no time in which anybody's silence says anything. */
const TIME_TO_ANSWER_MS = 24 * 3_600_000

/** True when the assignee was asked and had at least a day for it, so that not answering is an answer. */
export function hadTime(step: Pick<ReviewStep, 'openedAt' | 'graceUntil'>): boolean {
  return (
    step.openedAt !== undefined &&
    Date.parse(step.graceUntil) - Date.parse(step.openedAt) >= TIME_TO_ANSWER_MS
  )
}
