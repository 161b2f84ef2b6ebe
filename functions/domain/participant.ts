import * as z from 'zod'
import { cycleIdSchema, personIdSchema, type ReviewId, reviewIdSchema, stepIdSchema } from './ids.ts'
import type { ReviewNews } from './review-news.ts'

/** Why a mail goes out. There is at most one message per person and occasion. */
export const occasionSchema = z
  .string()
  .regex(
    /^(launch|release|digest:\d{4}-\d{2}-\d{2}|reminder:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}|part:[0-9a-f]{32}|news:rev_[0-9a-z]+:[a-z-]+:\d+)$/,
  )
  .brand<'Occasion'>()
export type Occasion = z.infer<typeof occasionSchema>

export const LAUNCH = occasionSchema.parse('launch')
export const RELEASE = occasionSchema.parse('release')
/** @param date local date of the person who is written to, `YYYY-MM-DD`. */
export const digestOf = (date: string): Occasion => occasionSchema.parse(`digest:${date}`)

/** HR had somebody reminded at once. @param at ISO instant. */
export const reminderAt = (at: string): Occasion => occasionSchema.parse(`reminder:${at.slice(0, 16)}`)
/** Something about their part has changed. @param random 128 random bits, hex: each change is told once. */
export const partNews = (random: string): Occasion => occasionSchema.parse(`part:${random}`)

/** How somebody takes part. */
export const participantStateSchema = z.enum([
  'active',
  'paused', // on leave: no mails, and nothing of theirs runs out; they may come in and write
  'withdrawn', // takes no part any more; links and sessions have ended
  'exempt', // not reviewed in this cycle; what they do for others goes on
])
export type ParticipantState = z.infer<typeof participantStateSchema>

/** What has become of one review in its so many-th workflow. */
export const newsOf = (reviewId: ReviewId, news: ReviewNews, workflow: number): Occasion =>
  occasionSchema.parse(`news:${reviewId}:${news}:${workflow}`)

/** Somebody with a part in a cycle: reviewee, peer, supervisor, or several of these. */
export const participantSchema = z.object({
  cycleId: cycleIdSchema,
  personId: personIdSchema,
  name: z.string(),
  timeZone: z.string(),
  state: participantStateSchema,
  /** HR's words for a state other than active. */
  stateReason: z.string().optional(),
  /** Since when they are on leave, and on which day (local date) they are expected back. */
  pausedAt: z.string().optional(),
  returnOn: z.string().optional(),
  /** When HR added them to the running cycle as somebody who is reviewed; the invitation follows that day. */
  joinedLateAt: z.string().optional(),
  /** Links of older generations no longer open anything. */
  linkGeneration: z.int().min(1),
  /** What the launch asks of this person, so that one first message can name all of it. */
  asked: z.array(z.object({ reviewId: reviewIdSchema, stepId: stepIdSchema })),
  /** When HR last had them reminded at once. */
  remindedAt: z.string().optional(),
  /** When each mail went out, by occasion. */
  mailed: z.record(z.string(), z.string()),
  /** Set when mail to this person came back or was complained about; HR sees it. */
  mailTrouble: z.object({ kind: z.enum(['bounced', 'complained']), at: z.string() }).optional(),
  /** When the person was erased; only the ids are left. */
  erasedAt: z.string().optional(),
})
export type Participant = z.infer<typeof participantSchema>

/** Who may come in by their link. */
export const mayComeIn = ({ state }: Pick<Participant, 'state'>): boolean => state !== 'withdrawn'
/** Who is written to without having asked for it. */
export const isWrittenTo = ({ state }: Pick<Participant, 'state'>): boolean =>
  state === 'active' || state === 'exempt'
