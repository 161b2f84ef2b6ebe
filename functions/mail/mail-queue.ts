import type { SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { cycleIdSchema, personIdSchema, reviewIdSchema, stepIdSchema } from '../domain/ids.ts'
import { occasionSchema } from '../domain/participant.ts'
import { reviewNewsSchema } from '../domain/review-news.ts'

/** What has changed about somebody's part in a cycle. Whom it is about is read from the rows. */
export const partNewsSchema = z.object({
  what: z.enum([
    'rates-now', // takes over a rating, with the draft if there is one
    'countersigns-now', // the rating of somebody else stands; they sign below it
    'rates-no-longer',
    'asked-now', // as a colleague, in the place of another
    'asked-no-longer',
    'left-out', // the review goes on without their step
    'answered-for', // HR sent their step in on their behalf
  ]),
  reviewId: reviewIdSchema,
  stepId: stepIdSchema,
})
export type PartNews = z.infer<typeof partNewsSchema>

/** What waits in the queue: whom to write to and why. The words are read from the rows when the mail is composed. */
export const mailRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('waiting'),
    cycleId: cycleIdSchema,
    personId: personIdSchema,
    occasion: occasionSchema,
  }),
  z.object({
    kind: z.literal('part'),
    cycleId: cycleIdSchema,
    personId: personIdSchema,
    occasion: occasionSchema,
    news: z.array(partNewsSchema).min(1),
  }),
  z.object({
    kind: z.literal('code'),
    cycleId: cycleIdSchema,
    personId: personIdSchema,
    /** Digests of the records that the code is to authorize, hex. */
    records: z.array(z.string()),
    requestedAt: z.string(),
  }),
  z.object({
    kind: z.literal('news'),
    cycleId: cycleIdSchema,
    personId: personIdSchema,
    reviewId: reviewIdSchema,
    news: reviewNewsSchema,
  }),
])
export type MailRequest = z.infer<typeof mailRequestSchema>

/** Each request once, and one per person for all that has changed about their part, however many acts have asked for it. */
export function mergedRequests(requests: readonly MailRequest[]): MailRequest[] {
  const merged = new Map<string, MailRequest>()
  for (const request of requests) {
    const key = request.kind === 'part' ? `${request.cycleId} ${request.personId}` : JSON.stringify(request)
    const other = merged.get(key)
    if (other === undefined) merged.set(key, request)
    else if (other.kind === 'part' && request.kind === 'part') {
      merged.set(key, { ...other, news: [...other.news, ...request.news] })
    }
  }
  return [...merged.values()]
}

export interface MailQueue {
  client: SQSClient
  url: string
}

/** Puts requests into the queue, ten at a time. Throws when the queue did not take all of them. */
export async function enqueueMail(queue: MailQueue, requests: readonly MailRequest[]): Promise<void> {
  // Loaded when it is needed: most requests and steps queue nothing and need not pay for this client at a cold start.
  const { SendMessageBatchCommand } = await import('@aws-sdk/client-sqs')
  for (let start = 0; start < requests.length; start += 10) {
    const { Failed = [] } = await queue.client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: requests.slice(start, start + 10).map((request, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(request),
        })),
      }),
    )
    if (Failed.length > 0) {
      throw new Error(`The mail queue refused ${Failed.length} messages: ${Failed[0]?.Code ?? 'unknown'}`)
    }
  }
}
