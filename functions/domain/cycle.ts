import * as z from 'zod'
import { disputeRulesSchema } from './dispute-rules.ts'
import { cycleIdSchema } from './ids.ts'
import { nonWorkingDaySchema } from './non-working-days.ts'
import { chainHeadSchema } from './review.ts'
import { selectionSchema } from './selection.ts'

export const cycleStatusSchema = z.enum([
  'draft', // HR is still planning; nobody has been told
  'scheduled', // launches by itself at its time
  'opening', // people, form and peers are being frozen
  'running', // steps are out
  'released', // results are visible, signatures are collected
  'closed', // done; exceptions are listed
  'cancelled', // withdrawn before its launch
])
export type CycleStatus = z.infer<typeof cycleStatusSchema>

/** Last days, local dates; each is in time until its end in the cycle's time zone. */
export const cycleDatesSchema = z.object({
  selfDueOn: z.string(),
  peerDueOn: z.string(),
  ratingDueOn: z.string(),
  releaseOn: z.string(),
  signDueOn: z.string(),
  countersignDueOn: z.string(),
})
export type CycleDates = z.infer<typeof cycleDatesSchema>

/** What HR decides; everything may change until the launch and nothing after it. */
export const cyclePlanSchema = z.object({
  name: z.string(),
  reviewPeriod: z.object({ from: z.string(), to: z.string() }),
  timeZone: z.string(),
  /** Local wall-clock time, `YYYY-MM-DDTHH:mm`. */
  launchAtLocal: z.string(),
  dates: cycleDatesSchema,
  /** Working days after a due date during which an answer still counts. */
  graceDays: z.int().min(0).max(10),
  /**
   * Days on which nobody works, beside weekends. Absent where there are none, so that the fingerprints of plans from before
   * stay as they are.
   */
  nonWorkingDays: z.array(nonWorkingDaySchema).optional(),
  selection: selectionSchema,
  peers: z.object({
    perReview: z.int().min(0).max(8),
    /** Peer input is shown only when at least this many answered. */
    threshold: z.int().min(2).max(8),
    /** The most reviews that one person is asked about in the cycle. */
    loadCap: z.int().min(1).max(30),
  }),
  /** Reminders go out this many working days before a step is due; 0 is the day itself. */
  reminderDaysBefore: z.array(z.int().min(0).max(30)),
  /** Local hour for mails that nobody is waiting for at once. */
  civilHour: z.int().min(6).max(19),
  formId: z.string(),
  formVersion: z.int(),
  /** How long reviewees can dispute and HR can decide; older cycles have none and keep to the usual days. */
  disputes: disputeRulesSchema.optional(),
})
export type CyclePlan = z.infer<typeof cyclePlanSchema>

export const deadlineSchema = z.object({ dueAt: z.string(), graceUntil: z.string() })

/** A time in which HR had stopped the clocks, and by how many working days it moved what was still to come. */
export const cyclePauseSchema = z.object({ from: z.string(), to: z.string(), workingDays: z.int().min(0) })
export type CyclePause = z.infer<typeof cyclePauseSchema>

/** A review that the closed cycle lists because it has not got both signatures. */
export const cycleExceptionSchema = z.object({
  reviewId: z.string(),
  stage: z.string(),
  /** In words for HR, such as “Countersigned; the reviewee refused to sign”. Cycles closed before it was kept have none. */
  reason: z.string().optional(),
})
export type CycleException = z.infer<typeof cycleExceptionSchema>

export const reviewCycleSchema = cyclePlanSchema.extend({
  cycleId: cycleIdSchema,
  status: cycleStatusSchema,
  version: z.int().min(0),
  /** The instant of `launchAtLocal`. */
  launchAt: z.string(),
  deadlines: z.object({
    selfAssessment: deadlineSchema,
    peerInput: deadlineSchema,
    supervisorRating: deadlineSchema,
    release: deadlineSchema,
    revieweeSignature: deadlineSchema,
    supervisorSignature: deadlineSchema,
  }),
  /** When results are released if HR does not do it earlier: the civil hour of the release day. */
  releaseAt: z.string(),
  chain: chainHeadSchema,
  /** The participants' time zones, known from the launch on; mails keep to the civil hour of each. */
  timeZones: z.array(z.string()).optional(),
  /** Reviews in the cycle, known from the launch on. */
  reviewCount: z.int().min(0),
  createdAt: z.string(),
  createdBy: z.string(),
  /** The series that made the cycle, and for which launch day. */
  ofSeries: z.object({ seriesId: z.string(), name: z.string(), on: z.string() }).optional(),
  openedAt: z.string().optional(),
  releasedAt: z.string().optional(),
  closedAt: z.string().optional(),
  /** Since when HR has stopped the clocks: no mails go out and nothing runs out; what is written still counts. */
  pausedAt: z.string().optional(),
  /** The pauses that are over, oldest first. */
  pauses: z.array(cyclePauseSchema).optional(),
  /** Set once and never unset: HR or the date said that the cycle goes on without the missing ratings. */
  releaseRequestedBy: z.string().optional(),
  closeRequestedBy: z.string().optional(),
  exceptions: z.array(cycleExceptionSchema).optional(),
  /** Ids of reviews whose workflow had not begun when everybody was invited; HR and the operators must look. */
  notStarted: z.array(z.string()).optional(),
})
export type ReviewCycle = z.infer<typeof reviewCycleSchema>

/** The waits of the cycle's workflow. Each is a row that the workflow's token belongs to. */
export const cycleWaitKindSchema = z.enum(['ratings', 'releaseDate', 'signatures'])
export type CycleWaitKind = z.infer<typeof cycleWaitKindSchema>

export const cycleWaitSchema = z.object({
  cycleId: cycleIdSchema,
  wait: cycleWaitKindSchema,
  version: z.int().min(0),
  attempt: z.int().min(0),
  taskToken: z.string().optional(),
  settledAt: z.string().optional(),
  settledBy: z.string().optional(),
  unmoved: z.boolean().optional(),
})
export type CycleWait = z.infer<typeof cycleWaitSchema>

export function openWait(wait: CycleWait, act: { taskToken: string }): CycleWait {
  return {
    ...wait,
    version: wait.version + 1,
    attempt: wait.attempt + 1,
    taskToken: act.taskToken,
    ...(wait.settledAt === undefined ? {} : { unmoved: true }),
  }
}

export function settleWait(wait: CycleWait, act: { at: string; by: string }): CycleWait {
  return {
    ...wait,
    version: wait.version + 1,
    settledAt: act.at,
    settledBy: act.by,
    ...(wait.taskToken === undefined ? {} : { unmoved: true }),
  }
}
