import {
  addWorkingDays,
  dateInWords,
  daysBetween,
  endOfDay,
  instantOfLocalTime,
  isLocalDate,
  isTimeZone,
  isWorkingDay,
  localDateOf,
  unknownTimeZone,
} from './calendar.ts'
import type { CyclePlan, ReviewCycle } from './cycle.ts'
import { USUAL_DISPUTE_RULES } from './dispute-rules.ts'
import type { CycleId } from './ids.ts'
import { daysOff, MOST_NON_WORKING_DAYS } from './non-working-days.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { idsCarriedBy } from './selection.ts'

/** A workflow lives at most a year; everything must have ended before that. */
export const LONGEST_CYCLE_DAYS = 360

/** The ids stand in the cycle's row, which every step reads: 2,000 make 72 KB of the 400 that an item may have. */
const MOST_BY_HAND = 2000

const DATE_FIELDS = [
  ['selfDueOn', 'The last day for self-assessments'],
  ['peerDueOn', 'The last day for peer input'],
  ['ratingDueOn', 'The last day for supervisor ratings'],
  ['releaseOn', 'The release day'],
  ['signDueOn', 'The last day for the reviewee’s signature'],
  ['countersignDueOn', 'The last day for the supervisor’s signature'],
] as const

/** Each date may not lie before the one it depends on. */
const ORDER = [
  ['selfDueOn', 'ratingDueOn'],
  ['peerDueOn', 'ratingDueOn'],
  ['ratingDueOn', 'releaseOn'],
  ['releaseOn', 'signDueOn'],
  ['signDueOn', 'countersignDueOn'],
] as const

/** A step that others wait for opens at the latest when their grace ends; less than this is no time to do it in. */
const LEAST_WORKING_DAYS = 2

/**
 * The earliest day that each date leaves for the next one, and why: what opens late must still have time, and what is
 * released must not be waited for any more.
 */
const ROOM: readonly {
  after: keyof CyclePlan['dates']
  before: keyof CyclePlan['dates']
  earliest: (
    lastDay: string,
    graceDays: number,
    off: readonly string[],
  ) => { after: string; earliest: string }
  because: string
}[] = [
  ...(['selfDueOn', 'peerDueOn'] as const).map((after) => ({
    after,
    before: 'ratingDueOn' as const,
    earliest: someDaysAfterGrace,
    because: `supervisors may have to wait until then, and need at least ${LEAST_WORKING_DAYS} working days`,
  })),
  {
    after: 'ratingDueOn',
    before: 'releaseOn',
    earliest: (lastDay, graceDays, off) => {
      const after = addWorkingDays(lastDay, graceDays, off)
      return { after, earliest: addWorkingDays(after, 1, off) }
    },
    because: 'ratings still come in until then',
  },
  {
    after: 'releaseOn',
    before: 'signDueOn',
    earliest: (releaseOn, _graceDays, off) => ({
      after: releaseOn,
      earliest: addWorkingDays(releaseOn, LEAST_WORKING_DAYS, off),
    }),
    because: `reviewees need at least ${LEAST_WORKING_DAYS} working days to read and sign`,
  },
  {
    after: 'signDueOn',
    before: 'countersignDueOn',
    earliest: someDaysAfterGrace,
    because: `supervisors may have to wait until then, and need at least ${LEAST_WORKING_DAYS} working days`,
  },
]

function someDaysAfterGrace(
  lastDay: string,
  graceDays: number,
  off: readonly string[],
): { after: string; earliest: string } {
  const after = addWorkingDays(lastDay, graceDays, off)
  return { after, earliest: addWorkingDays(after, LEAST_WORKING_DAYS, off) }
}

/** Everything that is wrong with a plan's name, dates and time zone, one refusal per field. */
export function checkPlan(plan: CyclePlan, now: string): Refusal[] {
  const refusals: Refusal[] = []
  const names = Object.fromEntries(DATE_FIELDS) as Record<(typeof DATE_FIELDS)[number][0], string>
  if (plan.name.trim() === '') refusals.push(refuse('no-name', 'Give the cycle a name.', 'name'))
  if (plan.name.length > 120) {
    refusals.push(refuse('long-name', 'The name may have at most 120 characters.', 'name'))
  }
  if (idsCarriedBy(plan.selection) > MOST_BY_HAND) {
    refusals.push(
      refuse(
        'too-many-by-hand',
        `At most ${MOST_BY_HAND} people can be chosen one by one. Choose by a filter, which may mean any number.`,
        'employeeIds',
      ),
    )
  }
  if (!isTimeZone(plan.timeZone)) return [...refusals, unknownTimeZone(plan.timeZone)]
  for (const field of ['from', 'to'] as const) {
    if (!isLocalDate(plan.reviewPeriod[field])) {
      refusals.push(badDate(`The ${field === 'from' ? 'first' : 'last'} day of the review period`, field))
    }
  }
  for (const [field, name] of DATE_FIELDS) {
    if (!isLocalDate(plan.dates[field])) refusals.push(badDate(name, field))
  }
  const off = daysOff(plan)
  const noDay = off.find((day) => !isLocalDate(day))
  if (noDay !== undefined) refusals.push(badDate(`The day without work “${noDay}”`, 'nonWorkingDays'))
  if (off.length > MOST_NON_WORKING_DAYS) {
    refusals.push(
      refuse(
        'too-many-days-off',
        `At most ${MOST_NON_WORKING_DAYS} days without work can be listed.`,
        'nonWorkingDays',
      ),
    )
  }
  const launchAt = instantOfLocalTime(plan.launchAtLocal, plan.timeZone, 'launchAtLocal')
  if (isRefusal(launchAt)) refusals.push(launchAt)
  if (refusals.length > 0 || isRefusal(launchAt)) return refusals

  if (plan.reviewPeriod.from > plan.reviewPeriod.to) {
    refusals.push(refuse('period-backwards', 'The review period ends before it begins.', 'to'))
  }
  if (launchAt <= now) {
    refusals.push(
      refuse(
        'launch-in-the-past',
        'The launch lies in the past. Choose a time that is still to come.',
        'launchAtLocal',
      ),
    )
  }
  const launchDay = localDateOf(launchAt, plan.timeZone)
  for (const [field, name] of DATE_FIELDS) {
    if (plan.dates[field] < launchDay) {
      refusals.push(
        refuse('due-before-launch', `${name} lies before the launch on ${dateInWords(launchDay)}.`, field),
      )
    }
  }
  for (const [earlier, later] of ORDER) {
    if (plan.dates[earlier] > plan.dates[later]) {
      refusals.push(
        refuse('dates-out-of-order', `${names[later]} lies before: ${names[earlier].toLowerCase()}.`, later),
      )
    }
  }
  for (const [field, name] of DATE_FIELDS) {
    const day = plan.dates[field]
    if (isWorkingDay(day, off)) continue
    const next = dateInWords(addWorkingDays(day, 0, off))
    refusals.push(
      refuse(
        'no-working-day',
        `${name} is ${dateInWords(day)}, which is no working day. The next working day is ${next}.`,
        field,
      ),
    )
  }
  for (const { after, before, earliest, because } of ROOM) {
    if (refusals.some(({ field }) => field === before || field === after)) continue
    const room = earliest(plan.dates[after], plan.graceDays, off)
    if (plan.dates[before] >= room.earliest) continue
    const graceEnds = after === 'releaseOn' ? '' : ', with its days of grace,'
    refusals.push(
      refuse(
        'too-little-time',
        `${names[before]} is ${dateInWords(plan.dates[before])}. ${names[after]}${graceEnds} is ${dateInWords(room.after)}: ${because}. Choose ${dateInWords(room.earliest)} or later.`,
        before,
      ),
    )
  }
  if (daysBetween(localDateOf(now, plan.timeZone), launchDay) > LONGEST_CYCLE_DAYS) {
    refusals.push(
      refuse(
        'launch-too-far',
        'The launch lies more than a year ahead. Plan it when it is nearer.',
        'launchAtLocal',
      ),
    )
  }
  const lastDay = addWorkingDays(plan.dates.countersignDueOn, plan.graceDays, off)
  if (daysBetween(launchDay, lastDay) > LONGEST_CYCLE_DAYS) {
    refusals.push(
      refuse(
        'longer-than-a-year',
        'From launch to the last signature a cycle takes at most a year.',
        'countersignDueOn',
      ),
    )
  }
  if (plan.peers.perReview > 0 && plan.peers.threshold > plan.peers.perReview) {
    refusals.push(
      refuse(
        'threshold-too-high',
        'Peer input could never be shown: fewer peers are asked than must answer.',
        'threshold',
      ),
    )
  }
  return refusals
}

function badDate(name: string, field: string): Refusal {
  return refuse('bad-date', `${name} is not a date. Write it like 2027-01-29.`, field)
}

/** A checked plan as a cycle of its own, still a draft. Call `checkPlan` first; a plan that it refuses throws here. */
export function draftCycle(
  plan: CyclePlan,
  act: { cycleId: CycleId; subjectRef: string; at: string; by: string },
): ReviewCycle {
  return {
    ...plan,
    disputes: plan.disputes ?? USUAL_DISPUTE_RULES,
    ...timesOf(plan),
    cycleId: act.cycleId,
    status: 'draft',
    version: 0,
    chain: { subjectRef: act.subjectRef, seq: 0, lastHash: null },
    reviewCount: 0,
    createdAt: act.at,
    createdBy: act.by,
  }
}

/** The instants of a plan's local days. */
export function timesOf(plan: CyclePlan): Pick<ReviewCycle, 'launchAt' | 'releaseAt' | 'deadlines'> {
  const launchAt = certain(instantOfLocalTime(plan.launchAtLocal, plan.timeZone, 'launchAtLocal'))
  const hour = String(plan.civilHour).padStart(2, '0')
  const releaseAt = certain(
    instantOfLocalTime(`${plan.dates.releaseOn}T${hour}:00`, plan.timeZone, 'releaseOn'),
  )
  const until = (day: string, graceDays: number) => ({
    dueAt: endOfDay(day, plan.timeZone),
    graceUntil: endOfDay(
      graceDays === 0 ? day : addWorkingDays(day, graceDays, daysOff(plan)),
      plan.timeZone,
    ),
  })
  const { dates, graceDays } = plan
  const end = until(dates.countersignDueOn, graceDays)
  return {
    launchAt,
    releaseAt,
    deadlines: {
      selfAssessment: until(dates.selfDueOn, graceDays),
      peerInput: until(dates.peerDueOn, graceDays),
      // A late rating still counts until everything is released, and after that until the end.
      supervisorRating: until(dates.ratingDueOn, graceDays),
      // Nobody is asked: the cycle answers it, at the latest when it closes.
      release: { dueAt: end.graceUntil, graceUntil: end.graceUntil },
      revieweeSignature: until(dates.signDueOn, graceDays),
      supervisorSignature: end,
    },
  }
}

function certain(instant: string | Refusal): string {
  if (isRefusal(instant)) throw new Error(instant.message)
  return instant
}
