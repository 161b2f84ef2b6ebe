import * as z from 'zod'
import { answersSchema } from './answers.ts'
import type { ReviewCycle } from './cycle.ts'
import { incompleteness } from './incompleteness.ts'
import { becauseSchema, type Review, ratingForRecord, recordVersionOf } from './review.ts'

/** Peer input as the record shows it: levels counted per item and texts in no order, or withheld. */
export const peerSummarySchema = z.object({
  asked: z.int(),
  /** Null while withheld: a number below the threshold would say too much. */
  answered: z.int().nullable(),
  items: z.array(
    z.object({
      itemId: z.string(),
      /** Mean of the levels given, two decimals; null when nobody rated it or fewer than the threshold did. */
      mean: z.number().nullable(),
      texts: z.array(z.string()),
    }),
  ),
})
export type PeerSummary = z.infer<typeof peerSummarySchema>

/** Why one record took the place of another. It stands in the new one, so whoever signs that signs the reason too. */
export const recordChangeSchema = z.object({
  /** The record that was replaced. */
  recordVersion: z.int().min(1),
  because: becauseSchema,
  what: z.enum([
    'overturned', // a dispute: another rating
    'amended', // a dispute: a correction, which `words` is
    'reopened', // two of HR
  ]),
  at: z.string(),
  /** Names of those of HR who decided. */
  by: z.array(z.string()),
  words: z.string(),
  ratingBefore: z.number().nullable(),
})
export type RecordChange = z.infer<typeof recordChangeSchema>

/**
 * Everything that a signature covers, exactly as it is shown. Released once, never edited; its canonical form's digest
 * is what both sign.
 */
export const reviewRecordSchema = z.object({
  /** 1, or one more than that of the record that it replaces. */
  recordVersion: z.int().min(1),
  /** SHA-256, hex, of the record that it replaces; absent in the first. */
  supersedes: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Why it is another one than the first, the oldest change first; absent in the first. */
  changes: z.array(recordChangeSchema).optional(),
  /**
   * 128 random bits, hex. The digest of the record stands in the log for ever; without this, whoever has the digest could guess
   * a record of few words, also after it was erased. Records released before it was kept have none.
   */
  nonce: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  cycle: z.object({
    cycleId: z.string(),
    name: z.string(),
    reviewPeriod: z.object({ from: z.string(), to: z.string() }),
    timeZone: z.string(),
  }),
  reviewId: z.string(),
  reviewee: z.object({ personId: z.string(), name: z.string() }),
  supervisor: z.object({ personId: z.string(), name: z.string() }),
  /** Who countersigns, where that is not the one who rated. */
  countersigner: z.object({ personId: z.string(), name: z.string() }).optional(),
  /** What HR sent in on behalf of who should have, by the name of who of HR did. */
  sentFor: z
    .array(z.object({ kind: z.enum(['selfAssessment', 'supervisorRating']), by: z.string() }))
    .optional(),
  form: z.object({ formId: z.string(), version: z.int(), title: z.string() }),
  /** Null when it was bypassed; the record says so. */
  selfAssessment: answersSchema.nullable(),
  peerInput: peerSummarySchema,
  supervisorRating: z.object({ answers: answersSchema, justification: z.string() }),
  computedScore: z.number().nullable(),
  ratingOfRecord: z.number().nullable(),
  /** Why there is no rating of record, in a sentence; absent where there is one. */
  notRated: z.string().optional(),
  /** What it lacks because the reviewee joined a running cycle, in a sentence. */
  incomplete: z.string().optional(),
  releasedAt: z.string(),
})
export type ReviewRecord = z.infer<typeof reviewRecordSchema>

type AnsweredWords = Pick<ReviewRecord['supervisorRating'], 'answers'>

/** Sums peers' words up, or withholds them below the threshold. Texts are sorted, so that no order tells who wrote what. */
export function summarizePeers(
  asked: number,
  threshold: number,
  words: readonly AnsweredWords[],
): PeerSummary {
  if (words.length < threshold) return { asked, answered: null, items: [] }
  const itemIds = [...new Set(words.flatMap((word) => Object.keys(word.answers)))].sort()
  return {
    asked,
    answered: words.length,
    items: itemIds.map((itemId) => {
      const answers = words.flatMap((word) => word.answers[itemId] ?? [])
      const levels = answers.flatMap((answer) => ('level' in answer ? [answer.level] : []))
      const texts = answers.flatMap((answer) => ('text' in answer && answer.text.trim() ? [answer.text] : []))
      return {
        itemId,
        mean:
          levels.length < threshold
            ? null
            : Math.round((levels.reduce<number>((sum, level) => sum + level, 0) / levels.length) * 100) / 100,
        texts: texts.sort(),
      }
    }),
  }
}

/** Everybody who acted in the place of somebody else, for every page and sheet that shows the record. */
export function actedForInWords(
  record: Pick<ReviewRecord, 'countersigner' | 'sentFor' | 'reviewee' | 'supervisor'>,
): { term: string; value: string }[] {
  const { countersigner, sentFor = [], reviewee, supervisor } = record
  return [
    ...(countersigner === undefined ? [] : [{ term: 'Countersigns', value: countersigner.name }]),
    ...sentFor.map(({ kind, by }) => {
      const isOwn = kind === 'selfAssessment'
      return {
        term: isOwn ? 'Self-assessment sent in' : 'Rating sent in',
        value: `by ${by} of HR, on behalf of ${isOwn ? reviewee.name : supervisor.name}`,
      }
    }),
  ]
}

function sentForIn({ sentFor = [], steps }: Review): Pick<ReviewRecord, 'sentFor'> {
  const current = new Set(steps.map(({ stepId }) => stepId))
  const said = sentFor.flatMap(({ kind, by, stepId }) =>
    current.has(stepId) && (kind === 'selfAssessment' || kind === 'supervisorRating')
      ? [{ kind, by: by.name }]
      : [],
  )
  return said.length === 0 ? {} : { sentFor: said }
}

/** @param act.nonce 128 fresh random bits, hex: the record's own blind. */
export function composeRecord(
  cycle: ReviewCycle,
  review: Review,
  words: {
    form: { formId: string; version: number; title: string }
    self: AnsweredWords | undefined
    peers: readonly AnsweredWords[]
    supervisor: ReviewRecord['supervisorRating']
  },
  { at, nonce }: { at: string; nonce: string },
): ReviewRecord {
  const incomplete = incompleteness(review, cycle.timeZone)
  return {
    recordVersion: 1,
    nonce,
    cycle: {
      cycleId: cycle.cycleId,
      name: cycle.name,
      reviewPeriod: cycle.reviewPeriod,
      timeZone: cycle.timeZone,
    },
    reviewId: review.reviewId,
    reviewee: { personId: review.revieweeId, name: review.revieweeName },
    supervisor: { personId: review.ratingSupervisorId, name: review.ratingSupervisorName },
    ...(review.countersigner === undefined ? {} : { countersigner: review.countersigner }),
    ...sentForIn(review),
    form: words.form,
    selfAssessment: words.self?.answers ?? null,
    peerInput: summarizePeers(
      review.steps.filter((line) => line.kind === 'peerInput').length,
      cycle.peers.threshold,
      words.peers,
    ),
    supervisorRating: { answers: words.supervisor.answers, justification: words.supervisor.justification },
    computedScore: review.notRated === undefined ? review.computedScore : null,
    ratingOfRecord: ratingForRecord(review),
    ...(review.notRated === undefined ? {} : { notRated: review.notRated }),
    ...(incomplete === undefined ? {} : { incomplete }),
    releasedAt: at,
  }
}

/**
 * The record that takes the place of another: the same, but for what was decided. What others wrote is never edited.
 * @param former the record that is replaced, and its digest.
 * @param change why.
 * @param rating what the supervisor wrote anew, where they rated again.
 */
export function composeNextRecord(
  review: Review,
  former: { record: ReviewRecord; digest: string },
  change: Omit<RecordChange, 'recordVersion' | 'ratingBefore'>,
  rating: ReviewRecord['supervisorRating'] | undefined,
  { at, nonce }: { at: string; nonce: string },
): ReviewRecord {
  const { record, digest } = former
  return {
    ...record,
    recordVersion: recordVersionOf(review),
    nonce,
    supersedes: digest,
    changes: [
      ...(record.changes ?? []),
      { ...change, recordVersion: record.recordVersion, ratingBefore: record.ratingOfRecord },
    ],
    supervisor: { personId: review.ratingSupervisorId, name: review.ratingSupervisorName },
    ...(rating === undefined
      ? {}
      : { supervisorRating: { answers: rating.answers, justification: rating.justification } }),
    computedScore: review.notRated === undefined ? review.computedScore : null,
    ratingOfRecord: ratingForRecord(review),
    releasedAt: at,
  }
}
