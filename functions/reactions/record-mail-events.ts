import type { SNSEvent } from 'aws-lambda'
import * as z from 'zod'
import { cycleIdSchema, personIdSchema } from '../domain/ids.ts'
import type { Database } from '../store/database.ts'
import { markMailTrouble } from '../store/mail-trouble.ts'

/** What SES says of a message, as far as it is needed here. Tags carry who it was for; addresses are not looked at. */
const mailEventSchema = z.object({
  eventType: z.string(),
  mail: z.object({ timestamp: z.string(), tags: z.record(z.string(), z.array(z.string())).default({}) }),
  bounce: z.object({ bounceType: z.string() }).optional(),
})

export interface MailEventDependencies {
  db: Database
  now(): string
  log(message: string, facts: Record<string, unknown>): void
}

/**
 * Marks people whose mail came back for good, was not sent at all, or who complained, so that HR sees it and no reminder
 * follows.
 */
export async function recordMailEvents(
  { db, now, log }: MailEventDependencies,
  event: SNSEvent,
): Promise<void> {
  for (const record of event.Records) {
    const mailEvent = mailEventSchema.parse(JSON.parse(record.Sns.Message))
    const kind = troubleOf(mailEvent)
    if (kind === undefined) continue
    const cycleId = cycleIdSchema.safeParse(mailEvent.mail.tags.cycleId?.[0])
    const personId = personIdSchema.safeParse(mailEvent.mail.tags.personId?.[0])
    if (!cycleId.success || !personId.success) {
      log('A mail event names no participant', { eventType: mailEvent.eventType })
      continue
    }
    await markMailTrouble(db, cycleId.data, personId.data, { kind, at: now() })
  }
}

function troubleOf(event: z.infer<typeof mailEventSchema>): 'bounced' | 'complained' | undefined {
  if (event.eventType === 'Complaint') return 'complained'
  // A transient bounce (a full mailbox) mends itself; SES goes on trying.
  if (event.eventType === 'Bounce' && event.bounce?.bounceType !== 'Transient') return 'bounced'
  // SES took the message and then would not send it, since it found a virus. To HR that is a mail that came back.
  if (event.eventType === 'Reject') return 'bounced'
  return undefined
}
