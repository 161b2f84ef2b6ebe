import { addWorkingDays, laterOf, localDateOf, nextCivilInstant } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import { isPaused } from './cycle-pause.ts'
import type { PersonId, StepId } from './ids.ts'
import { daysOff } from './non-working-days.ts'
import { digestOf, isWrittenTo, LAUNCH, type Occasion, type Participant } from './participant.ts'
import { type Review, waitingLines } from './review.ts'
import type { StepKind } from './step.ts'

/** The next moment at which it is the civil hour of a working day for some participant; none once the cycle is closed. */
export function nextNudgeAt(cycle: ReviewCycle, now: string): string | undefined {
  if (cycle.status === 'closed' || cycle.status === 'cancelled') return undefined
  const zones = cycle.timeZones ?? [cycle.timeZone]
  return zones.map((zone) => nextCivilInstant(now, cycle.civilHour, zone, daysOff(cycle))).sort()[0]
}

export interface Nudge {
  personId: PersonId
  occasion: Occasion
}

/**
 * Who gets a digest at this moment: people for whom it is the civil hour and for whom something has begun to wait since
 * their last mail, HR has given more time, or one of their steps reaches a reminder day before its own last day. One mail a person and day.
 */
export function nudgesAt(
  cycle: ReviewCycle,
  reviews: readonly Review[],
  participants: readonly Participant[],
  at: string,
): Nudge[] {
  if (isPaused(cycle, at)) return []
  const waiting = new Map<PersonId, WaitingStep[]>()
  for (const review of reviews) {
    for (const { stepId, kind, assigneeId, dueAt, extendedAt } of waitingLines(review)) {
      if (assigneeId === null) continue
      const step: WaitingStep = {
        kind,
        readyAt: laterOf(readyTime(cycle, review, kind), takenOverAt(review, stepId)),
        dueAt: dueAt ?? cycle.deadlines[kind].dueAt,
        extendedAt: extendedAt ?? '',
      }
      waiting.set(assigneeId, [...(waiting.get(assigneeId) ?? []), step])
    }
  }
  const nudges: Nudge[] = []
  for (const participant of participants) {
    const steps = waiting.get(participant.personId) ?? []
    if (steps.length === 0 || !isWrittenTo(participant) || participant.mailTrouble !== undefined) continue
    if (!isCivilHour(cycle, participant.timeZone, at)) continue
    if (participant.joinedLateAt !== undefined && participant.mailed[LAUNCH] === undefined) {
      // Their invitation was lost on the way, or the cycle was paused when it was to go out.
      nudges.push({ personId: participant.personId, occasion: LAUNCH })
      continue
    }
    const today = localDateOf(at, participant.timeZone)
    const occasion = digestOf(today)
    if (participant.mailed[occasion] !== undefined) continue
    const lastMail = Object.values(participant.mailed).sort().at(-1) ?? ''
    const isNew = steps.some(
      (step) => step.extendedAt > lastMail || (step.readyAt > lastMail && !hasItsOwnMail(step, at)),
    )
    const isReminderDay = steps.some((step) => remindsOn(cycle, step.dueAt, today))
    if (isNew || isReminderDay) nudges.push({ personId: participant.personId, occasion })
  }
  return nudges
}

interface WaitingStep {
  kind: StepKind
  readyAt: string
  dueAt: string
  /** Empty when HR never gave more time. */
  extendedAt: string
}

/** When the step came to whom it waits for now; empty where it was theirs from the beginning. */
const takenOverAt = ({ formerRaters = [] }: Review, stepId: StepId): string =>
  formerRaters.findLast((former) => former.stepId === stepId)?.until ?? ''

function readyTime(cycle: ReviewCycle, review: Review, kind: StepKind): string {
  // The first steps are announced by the invitation, which counts as their first mail.
  if (kind === 'selfAssessment' || kind === 'peerInput' || kind === 'release')
    return review.joinedLateAt ?? cycle.openedAt ?? cycle.launchAt
  return review.readyAt[kind] ?? cycle.openedAt ?? cycle.launchAt
}

/** The release sends a mail of its own in its first hour; a digest of the same morning would be a second one. */
const RELEASE_MAIL_MS = 60 * 60 * 1000

function hasItsOwnMail(step: WaitingStep, at: string): boolean {
  return step.kind === 'revieweeSignature' && Date.parse(at) - Date.parse(step.readyAt) < RELEASE_MAIL_MS
}

function isCivilHour(cycle: ReviewCycle, timeZone: string, at: string): boolean {
  const justBefore = new Date(Date.parse(at) - 1).toISOString()
  return (
    nextCivilInstant(justBefore, cycle.civilHour, timeZone, daysOff(cycle)) === new Date(at).toISOString()
  )
}

/** True on a working day that is so many working days before a last day. */
export function remindsOn(cycle: ReviewCycle, dueAt: string, today: string): boolean {
  const dueOn = localDateOf(dueAt, cycle.timeZone)
  const off = daysOff(cycle)
  return cycle.reminderDaysBefore.some((days) => today <= dueOn && addWorkingDays(today, days, off) === dueOn)
}
