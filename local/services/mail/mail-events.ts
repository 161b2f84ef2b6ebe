import { account, region } from '../wire.ts'
import { type MailEntry, plainAddress } from './mail-store.ts'

/** Kinds of events, by the names that a configuration set's destinations use. */
export type MailEventType = 'send' | 'delivery' | 'bounce' | 'complaint'

/** Why a bounce came: the address is unknown, or it was suppressed and nothing was sent. */
export type BounceCause = 'unknown address' | 'suppressed'

/**
 * An event in the shape SES publishes it in, as JSON. `recipients` are those it is about; `at` is in milliseconds of
 * cloud time. Source: "Examples of event data that Amazon SES publishes to Amazon SNS".
 */
export function mailEvent(
  type: MailEventType,
  entry: MailEntry,
  recipients: string[],
  at: number,
  cause: BounceCause = 'unknown address',
): string {
  const timestamp = new Date(at).toISOString()
  const emailAddresses = recipients.map(plainAddress)
  const feedbackId = `${entry.messageId}-${type}-000000`
  const reportingMTA = 'dsn; local.countersign'
  const detail = {
    send: {},
    delivery: {
      timestamp,
      processingTimeMillis: Math.max(0, at - entry.sentAt),
      recipients: emailAddresses,
      smtpResponse: '250 ok: local inbox',
      reportingMTA,
    },
    bounce: {
      feedbackId,
      bounceType: 'Permanent',
      bounceSubType: cause === 'suppressed' ? 'OnAccountSuppressionList' : 'General',
      bouncedRecipients: emailAddresses.map((emailAddress) =>
        cause === 'suppressed'
          ? {
              emailAddress,
              action: 'failed',
              status: '5.1.1',
              diagnosticCode:
                'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
            }
          : {
              emailAddress,
              action: 'failed',
              status: '5.1.1',
              diagnosticCode: 'smtp; 550 5.1.1 user unknown',
            },
      ),
      timestamp,
      reportingMTA,
    },
    complaint: {
      feedbackId,
      complaintSubType: null,
      complainedRecipients: emailAddresses.map((emailAddress) => ({ emailAddress })),
      timestamp,
      userAgent: 'local inbox',
      complaintFeedbackType: 'abuse',
      arrivalDate: timestamp,
    },
  }[type]
  return JSON.stringify({
    eventType: `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`,
    mail: mailOf(entry),
    [type]: detail,
  })
}

function mailOf(entry: MailEntry): Record<string, unknown> {
  const domain = plainAddress(entry.from).split('@')[1] ?? ''
  return {
    timestamp: new Date(entry.sentAt).toISOString(),
    source: entry.from,
    sourceArn: `arn:aws:ses:${region}:${account}:identity/${domain}`,
    sendingAccountId: account,
    messageId: entry.messageId,
    destination: entry.to.map(plainAddress),
    headersTruncated: false,
    headers: [
      { name: 'From', value: entry.from },
      { name: 'To', value: entry.to.join(', ') },
      { name: 'Subject', value: entry.subject },
    ],
    commonHeaders: { from: [entry.from], to: entry.to, messageId: entry.messageId, subject: entry.subject },
    tags: {
      'ses:operation': ['SendEmail'],
      'ses:from-domain': [domain],
      ...(entry.configurationSet === undefined ? {} : { 'ses:configuration-set': [entry.configurationSet] }),
      ...Object.fromEntries(Object.entries(entry.tags).map(([name, value]) => [name, [value]])),
    },
  }
}
