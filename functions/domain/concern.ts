import * as z from 'zod'
import { concernIdSchema, cycleIdSchema, personIdSchema, reviewIdSchema, stepIdSchema } from './ids.ts'
import { type Officer, officerSchema } from './officer.ts'

/** What somebody can put before HR, or the system itself. Each asks for an act of HR; none changes anything by itself. */
export const concernKindSchema = z.enum([
  'away', // a participant says from when to when they cannot answer
  'wrong-address', // mail reaches the right person at the wrong place
  'not-me', // mail reached somebody whom it is not for
  'peer-declined', // a colleague was asked for input and said no, with a reason
  'orphaned', // a review has nobody who could rate it
  'dispute', // a reviewee challenges the outcome of their review
  'dispute-overdue', // a dispute was not decided in time
  'reopening', // one of HR wants a review reopened, and a second one has to agree
])
export type ConcernKind = z.infer<typeof concernKindSchema>

/** As long as a page: enough to say what is the matter. In code points. */
export const CONCERN_WORDS_LIMIT = 2000

/** Local dates, both included. */
export const absenceSchema = z.object({ from: z.iso.date(), to: z.iso.date() })
export type Absence = z.infer<typeof absenceSchema>

export const concernSchema = z.object({
  concernId: concernIdSchema,
  cycleId: cycleIdSchema,
  kind: concernKindSchema,
  /** Whom it is about: erasing this person takes it away. */
  aboutId: personIdSchema,
  /** The review and step that it is about, where it is about one; erasing the reviewee takes it away too. */
  reviewId: reviewIdSchema.optional(),
  stepId: stepIdSchema.optional(),
  at: z.string(),
  /** In the words of whoever raised it. */
  words: z.string().optional(),
  /** For `away`. */
  absence: absenceSchema.optional(),
  state: z.enum(['open', 'settled']),
  settledAt: z.string().optional(),
  /** Who of HR answered it; absent where it settled by itself, as when the cycle closed. */
  settledBy: officerSchema.optional(),
})
export type Concern = z.infer<typeof concernSchema>

/** A concern that nobody has answered yet. */
export function raiseConcern(raised: Omit<Concern, 'state' | 'settledAt' | 'settledBy'>): Concern {
  return { ...raised, state: 'open' }
}

/** Those that HR may put away without any other act; the rest end with the act that answers them. */
export const settledByHand: ReadonlySet<ConcernKind> = new Set([
  'away',
  'wrong-address',
  'not-me',
  'peer-declined',
])

/** Answered by an act of HR, or over by itself. */
export function settleConcern(concern: Concern, act: { at: string; by?: Officer }): Concern {
  return {
    ...concern,
    state: 'settled',
    settledAt: act.at,
    ...(act.by === undefined ? {} : { settledBy: { subject: act.by.subject, name: act.by.name } }),
  }
}
