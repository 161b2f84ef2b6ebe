import * as z from 'zod'
import { cycleIdSchema, personIdSchema, reviewIdSchema, stepIdSchema } from './ids.ts'
import { officerSchema } from './officer.ts'
import { type ReviewStep, SETTLED, type StepKind, stepKindSchema, stepStateSchema } from './step.ts'

/** How far a review has come. */
export const reviewStageSchema = z.enum([
  'gathering', // self-assessment and peer input
  'rated', // the supervisor has rated; nobody else sees it yet
  'unrated', // the time for the rating ran out
  'released', // the reviewee may read it
  'acknowledged', // the reviewee signed, agreeing or not
  'signatureRefused', // the reviewee refused to sign; recorded, nobody signs for them
  'unacknowledged', // the reviewee stayed silent until the end
  'sealed', // the supervisor countersigned; nothing is edited any more
  'closedUnfinished', // the cycle closed without it
  'reopened', // the supervisor rates again; the record before no longer counts
])
export type ReviewStage = z.infer<typeof reviewStageSchema>

/** How the reviewee answered when asked to sign; kept apart from the stage, which goes on to `sealed`. */
export const acknowledgementSchema = z.enum([
  'acknowledged',
  'acknowledged-with-disagreement',
  'refused',
  'silent', // asked, had time, and did not answer
])
export type Acknowledgement = z.infer<typeof acknowledgementSchema>

/** The head of a hash-linked chain of trail entries. */
export const chainHeadSchema = z.object({
  /** Random 128 bits in hex: what the log calls this review or cycle. */
  subjectRef: z.string(),
  /** The number of entries so far. */
  seq: z.int().min(0),
  /** Leaf hash of the last entry, hex; null before the first. */
  lastHash: z.string().nullable(),
  /** What the last entry says as its time: the next one says no earlier one. */
  lastAt: z.string().optional(),
})
export type ChainHead = z.infer<typeof chainHeadSchema>

/** One short line of a step: all that progress and reminders need. */
export const stepLineSchema = z.object({
  stepId: stepIdSchema,
  kind: stepKindSchema,
  assigneeId: personIdSchema.nullable(),
  state: stepStateSchema,
  /** The step's own last moment, known here once the step has changed; until then it is the cycle's. */
  dueAt: z.string().optional(),
  /** When HR last gave more time. */
  extendedAt: z.string().optional(),
})

/** What made a record give way to another: which dispute, or which reopening of the review. */
export const becauseSchema = z.object({ kind: z.enum(['dispute', 'reopening']), number: z.int().min(1) })
export type Because = z.infer<typeof becauseSchema>

/** A record that was replaced. It stays readable, with the signatures that were given under it and no longer count. */
export const earlierRecordSchema = z.object({
  recordVersion: z.int().min(1),
  recordDigest: z.string(),
  releasedAt: z.string(),
  acknowledgement: acknowledgementSchema.nullable(),
  sealedAt: z.string().optional(),
  supersededAt: z.string(),
  because: becauseSchema,
  /** The steps that led to it, or under it, and were done anew. */
  steps: z.array(stepLineSchema),
})
export type EarlierRecord = z.infer<typeof earlierRecordSchema>

/** Somebody who had a step of a review before it went to somebody else. By id: whoever is erased leaves no name here. */
export const formerRaterSchema = z.object({
  stepId: stepIdSchema,
  kind: stepKindSchema,
  personId: personIdSchema,
  until: z.string(),
  why: z.enum([
    'reassigned', // HR, or the company's own change, put another supervisor in their place
    'replaced', // HR asked another colleague
    'declined', // they said no themselves
  ]),
})
export type FormerRater = z.infer<typeof formerRaterSchema>

export const reviewSchema = z.object({
  reviewId: reviewIdSchema,
  cycleId: cycleIdSchema,
  revieweeId: personIdSchema,
  revieweeName: z.string(),
  lineSupervisorId: personIdSchema.nullable(),
  ratingSupervisorId: personIdSchema,
  ratingSupervisorName: z.string(),
  /** Who countersigns where that is not the one who rated: the rating stood when their supervisor changed. */
  countersigner: z.object({ personId: personIdSchema, name: z.string() }).optional(),
  formerRaters: z.array(formerRaterSchema).optional(),
  /** Steps that HR sent in on behalf of their assignee, and who of HR did: both names go wherever the step is shown. */
  sentFor: z.array(z.object({ stepId: stepIdSchema, kind: stepKindSchema, by: officerSchema })).optional(),
  stage: reviewStageSchema,
  /** Null until the reviewee has answered, or when they never could. */
  acknowledgement: acknowledgementSchema.nullable().default(null),
  version: z.int().min(0),
  /** One short line per step, so that progress and reminders need no second read. */
  steps: z.array(stepLineSchema),
  chain: chainHeadSchema,
  /** When the steps that follow others began to wait for their assignee. */
  readyAt: z.object({
    supervisorRating: z.string().optional(),
    revieweeSignature: z.string().optional(),
    supervisorSignature: z.string().optional(),
  }),
  computedScore: z.number().nullable(),
  proposedRating: z.number().nullable(),
  ratingOfRecord: z.number().nullable(),
  /** SHA-256 of the canonical record that was released, hex; what both signatures cover. */
  recordDigest: z.string().nullable(),
  /** When HR added it to a running cycle; reviews of the launch have none. What was over by then was not asked for. */
  joinedLateAt: z.string().optional(),
  /** Why there is no rating of record, in a sentence that the record carries. */
  notRated: z.string().optional(),
  /** HR, or a departure, ended it before its time. */
  endedAs: z.enum(['exempt', 'withdrawn', 'notRated']).optional(),
  /** HR's words for that. */
  endReason: z.string().optional(),
  /** How many of the cycle's pauses the days of its steps have been moved by. */
  pausesSeen: z.int().min(0).optional(),
  releasedAt: z.string().optional(),
  sealedAt: z.string().optional(),
  /** Which record is signed or comes next: 1, and one more with each that replaces another. Absent for 1. */
  recordVersion: z.int().min(1).optional(),
  /** The records that were replaced, the oldest first. */
  earlier: z.array(earlierRecordSchema).optional(),
  /** How many disputes and appeals were raised. */
  disputes: z.int().min(1).optional(),
  /** The dispute, or appeal, that waits for its decision. Whatever shows the record says so. */
  openDispute: z
    .object({
      number: z.int().min(1),
      level: z.enum(['dispute', 'appeal']),
      raisedAt: z.string(),
      dueAt: z.string(),
      overdueAt: z.string().optional(),
    })
    .optional(),
  /** After a refusal to sign: the day, and who was there, as HR or the supervisor wrote it down. */
  refusalWitness: z
    .object({
      witness: z.string(),
      /** Local date. */
      on: z.string(),
      writtenAt: z.string(),
      writtenBy: z.enum(['hr', 'supervisor']),
    })
    .optional(),
  /** How many workflows it has had; absent while there is only the launch's. */
  workflows: z.int().min(2).optional(),
  /** Set by a dispute or a reopening: from then on the review no longer ends with its cycle. */
  ownTime: z.boolean().optional(),
  /** When the reviewee was erased: what was written, rated and released went with them. The stage and the digest stay. */
  erasedAt: z.string().optional(),
})
export type Review = z.infer<typeof reviewSchema>

/** The review after some of its steps changed: its summary follows, and what now waits is dated. */
export function withSteps(review: Review, steps: readonly ReviewStep[], at: string): Review {
  const changed = new Map(steps.map((step) => [step.stepId, step]))
  const after: Review = {
    ...review,
    steps: review.steps.map((line) => {
      const step = changed.get(line.stepId)
      if (step === undefined) return line
      const { assigneeId, state, dueAt, extendedAt } = step
      return { ...line, assigneeId, state, dueAt, ...(extendedAt === undefined ? {} : { extendedAt }) }
    }),
  }
  const readyAt = { ...after.readyAt }
  for (const { kind } of waitingLines(after)) {
    if (kind === 'supervisorRating' || kind === 'revieweeSignature' || kind === 'supervisorSignature') {
      readyAt[kind] ??= at
    }
  }
  return { ...after, readyAt }
}

/** The steps that wait for somebody now, as the stage and the other steps say. */
export function waitingLines(review: Review): Review['steps'] {
  const settled = (kinds: readonly StepKind[]) =>
    review.steps.every((line) => !kinds.includes(line.kind) || SETTLED.includes(line.state))
  const waits = (kind: StepKind): boolean => {
    switch (kind) {
      case 'selfAssessment':
      case 'peerInput':
        return review.stage === 'gathering'
      case 'supervisorRating':
        if (review.stage === 'reopened') return true
        return review.stage === 'gathering' && settled(['selfAssessment', 'peerInput'])
      // Nobody is reminded of a record that is being disputed, nor late with it.
      case 'revieweeSignature':
        return review.stage === 'released' && review.openDispute === undefined
      case 'supervisorSignature':
        return (
          ['acknowledged', 'signatureRefused', 'unacknowledged'].includes(review.stage) &&
          review.openDispute === undefined
        )
      case 'release':
        return false
    }
  }
  return review.steps.filter((line) => !SETTLED.includes(line.state) && waits(line.kind))
}

/** The rating that the record carries: none where HR has said that there will be none. */
export const ratingForRecord = ({ notRated, proposedRating }: Review): number | null =>
  notRated === undefined ? proposedRating : null

export const CLOSED_STAGES: readonly ReviewStage[] = ['sealed', 'closedUnfinished']

export const recordVersionOf = ({ recordVersion }: Pick<Review, 'recordVersion'>): number =>
  recordVersion ?? 1

/** The newest record that was released; undefined before the first. While another one is being made it is the one before. */
export function releasedVersionOf(review: Review): number | undefined {
  if (review.recordDigest !== null) return recordVersionOf(review)
  return review.earlier?.at(-1)?.recordVersion
}

/** True while a review goes on that its cycle neither waits for nor ends: one that was disputed or reopened. */
export const runsOn = (review: Pick<Review, 'ownTime' | 'stage'>): boolean =>
  review.ownTime === true && !CLOSED_STAGES.includes(review.stage)
