import * as z from 'zod'
import { concernIdSchema, cycleIdSchema, personIdSchema, reviewIdSchema } from './ids.ts'
import { officerSchema } from './officer.ts'

/** What becomes of the rating and the record. Always said about them, never about the dispute: that word would mean both. */
export const disputeOutcomeSchema = z.enum([
  'upheld', // the rating and the record stand as they are
  'overturned', // the rating does not stand: there is another one, or the supervisor rates again
  'amended', // the rating stands, and the record gets a correction
])
export type DisputeOutcome = z.infer<typeof disputeOutcomeSchema>

/** What a reviewee disputes. */
export const disputedSchema = z.enum(['rating', 'record'])
export type Disputed = z.infer<typeof disputedSchema>

/** As long as an answer of the form; in code points. */
export const DISPUTE_WORDS_LIMIT = 4000

const always = {
  cycleId: cycleIdSchema,
  reviewId: reviewIdSchema,
  revieweeId: personIdSchema,
  /** From 1, in the order in which they were raised in the review. */
  number: z.int().min(1),
  /** Counts the writes of the row, from 1. */
  version: z.int().min(1),
  level: z.enum(['dispute', 'appeal']),
  /** The dispute whose decision is appealed. */
  appealOf: z.int().min(1).optional(),
  about: disputedSchema,
  /** In the reviewee's words; gone once they were erased. */
  reason: z.string().optional(),
  /** The record that is disputed. */
  recordVersion: z.int().min(1),
  recordDigest: z.string(),
  raisedAt: z.string(),
  /** Until when it has to be decided. When that passes HR is alerted; nothing is decided by it. */
  dueAt: z.string(),
  overdueAt: z.string().optional(),
  concernId: concernIdSchema,
  /** What alerts HR once the time is over. */
  overdueConcernId: concernIdSchema.optional(),
  /** Who decides: somebody of HR who has no part in the review. */
  decider: officerSchema.optional(),
  assignedAt: z.string().optional(),
}

export const disputeSchema = z.discriminatedUnion('state', [
  // Waits for its decision.
  z.object({ state: z.literal('open'), ...always }),
  // Decided, with reasons that the reviewee and the supervisor read.
  z.object({
    state: z.literal('decided'),
    ...always,
    outcome: disputeOutcomeSchema,
    /** For `overturned` where the decider gives the rating. */
    newRating: z.int().min(1).max(5).optional(),
    /** For `overturned` where the supervisor has to rate again. */
    ratedAgain: z.boolean().optional(),
    /** Why, and for `amended` also what is corrected; gone once the reviewee was erased. */
    text: z.string().optional(),
    decidedAt: z.string(),
  }),
])
export type Dispute = z.infer<typeof disputeSchema>
export type DisputeIn<S extends Dispute['state']> = Extract<Dispute, { state: S }>

export const isOpenDispute = (dispute: Dispute): dispute is DisputeIn<'open'> => dispute.state === 'open'

/** “The rating was upheld: it stands as it is.” One sentence that says what it means, for everybody alike. */
export function outcomeInWords(
  dispute: Pick<DisputeIn<'decided'>, 'outcome' | 'newRating' | 'ratedAgain'>,
): string {
  switch (dispute.outcome) {
    case 'upheld':
      return 'The rating was upheld: the rating and the record stand as they are.'
    case 'overturned':
      return dispute.ratedAgain === true
        ? 'The rating was overturned: it no longer stands, and the supervisor rates again.'
        : `The rating was overturned: it no longer stands. The new rating is ${dispute.newRating ?? 'not given'}.`
    case 'amended':
      return 'The record was amended: the rating stands, and the record has a correction.'
  }
}
