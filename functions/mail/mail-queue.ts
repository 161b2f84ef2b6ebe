import type { SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { cycleIdSchema, personIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { occasionSchema } from '../domain/participant.ts'
import { reviewNewsSchema } from '../domain/review-news.ts'

/** What waits in the queue: whom to write to and why. The words are read from the rows when the mail is composed. */
export const mailRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('waiting'),
    cycleId: cycleIdSchema,
    personId: personIdSchema,
    occasion: occasionSchema,
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

/** One request per person and kind of message, however many acts have asked for it. */
export function mergedRequests(requests: readonly MailRequest[]): MailRequest[] {
  const merged = new Map<string, MailRequest>()
  for (const request of requests) {
    const key = `${request.kind} ${request.cycleId} ${request.personId}`
    if (!merged.has(key)) merged.set(key, request)
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
