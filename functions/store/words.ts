import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { answersSchema } from '../domain/answers.ts'
import type { ReviewId, StepId } from '../domain/ids.ts'
import type { ReviewStep } from '../domain/step.ts'
import { digestOf } from '../trail/digest.ts'
import { type Database, getRow, queryAll, toItem, transact } from './database.ts'
import { asideKey, draftKey, peerWordsKey, wordsKey } from './keys.ts'
import { stepPut } from './reviews.ts'

/** What a rater wrote. A supervisor's words also hold the rating that they propose. */
export const wordsSchema = z.object({
  formVersion: z.int(),
  answers: answersSchema,
  proposedRating: z.int().min(1).max(5).nullable(),
  justification: z.string(),
})
export type Words = z.infer<typeof wordsSchema>

/**
 * Words as they were sent in. The log names the digest of a self-assessment and of a rating with its nonce (128 random bits,
 * hex), so that few words cannot be guessed from it. A peer's digest is not in the log, so those have none.
 */
export const sentWordsSchema = wordsSchema.extend({ nonce: z.string().optional() })
export type SentWords = z.infer<typeof sentWordsSchema>

/** What the log names of words that were sent in: SHA-256 of their canonical form, hex. */
export const wordsDigest = (words: SentWords): string => digestOf(words)

export const draftSchema = wordsSchema.extend({ version: z.int(), savedAt: z.string() })
export type Draft = z.infer<typeof draftSchema>

export async function findDraft(
  db: Database,
  reviewId: ReviewId,
  stepId: StepId,
): Promise<Draft | undefined> {
  const row = await getRow(db, draftKey(reviewId, stepId))
  return row && draftSchema.parse(row)
}

/**
 * Saves a draft over the version that the writer had before them (0 for none), and turns the step into a draft the first
 * time. `false` when the stored draft or the step has changed since: show both, lose neither.
 */
export async function saveDraftWords(
  db: Database,
  words: Words,
  change: { before: ReviewStep; after: ReviewStep; from: readonly ReviewStep['state'][] },
  overVersion: number,
  at: string,
): Promise<boolean> {
  const { before } = change
  const draft: Draft = { ...words, version: overVersion + 1, savedAt: at }
  return transact(db, [
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...draftKey(before.reviewId, before.stepId), ...draft }),
        ...(overVersion === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :version',
              ExpressionAttributeValues: marshall({ ':version': overVersion }),
            }),
      },
    },
    before.state === 'draft' ? stillWritable(db, before, change.from) : stepPut(db, change),
  ])
}

function stillWritable(db: Database, step: ReviewStep, from: readonly string[]): TransactWriteItem {
  const states = Object.fromEntries(from.map((state, index) => [`:s${index}`, state]))
  return {
    ConditionCheck: {
      TableName: db.tables.records,
      Key: marshall({ pk: `REVIEW#${step.reviewId}`, sk: `STEP#${step.stepId}` }),
      // Another writer's step by now: these words must not end up under their name.
      ConditionExpression: `assigneeId = :writer AND #state IN (${Object.keys(states).join(', ')})`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: marshall({ ...states, ':writer': step.assigneeId }),
    },
  }
}

/**
 * The draft of a colleague in whose place somebody else is asked: it moves out of everybody's sight, under its writer's
 * own key, and is not deleted. Part of the transaction that hands the step over.
 * @param draft as it was read; `undefined` for none, and then there must be none.
 */
export function draftSetAside(
  db: Database,
  { reviewId, stepId, assigneeId }: ReviewStep,
  draft: Draft | undefined,
): TransactWriteItem[] {
  if (assigneeId === null || draft === undefined) {
    return [
      {
        ConditionCheck: {
          TableName: db.tables.records,
          Key: marshall(draftKey(reviewId, stepId)),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ]
  }
  return [
    draftDelete(db, reviewId, stepId, draft.version),
    {
      Put: {
        TableName: db.tables.records,
        Item: toItem({ ...asideKey(reviewId, stepId, assigneeId), ...draft }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ]
}

/** The final words, as part of the submission's transaction. Peers' words go under a key that leads back to nobody. */
export function wordsPut(db: Database, step: ReviewStep, words: SentWords): TransactWriteItem {
  const key =
    step.kind === 'peerInput'
      ? peerWordsKey(step.reviewId, Buffer.from(db.randomBytes(16)).toString('hex'))
      : wordsKey(step.reviewId, step.stepId)
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...key, ...words }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/**
 * Part of a submission: the draft has done its service, and a peer's would tell who wrote the words.
 * @param version of the draft that the writer has seen (0 for none), so that no draft saved meanwhile gets lost.
 */
export function draftDelete(
  db: Database,
  reviewId: ReviewId,
  stepId: StepId,
  version: number,
): TransactWriteItem {
  return {
    Delete: {
      TableName: db.tables.records,
      Key: marshall(draftKey(reviewId, stepId)),
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: marshall({ ':version': version }),
          }),
    },
  }
}

export async function findWords(
  db: Database,
  reviewId: ReviewId,
  stepId: StepId,
): Promise<SentWords | undefined> {
  const row = await getRow(db, wordsKey(reviewId, stepId))
  return row && sentWordsSchema.parse(row)
}

/** Peers' words in the order of their random keys: neither who nor when can be read off it. */
export async function listPeerWords(db: Database, reviewId: ReviewId): Promise<Words[]> {
  const rows = await queryAll(db, `REVIEW#${reviewId}`, { skPrefix: 'PEERWORDS#', consistent: true })
  return rows.map((row) => wordsSchema.parse(row))
}
