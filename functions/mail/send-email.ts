import type { SESClient } from '@aws-sdk/client-ses'

/** A composed message: what a mail program shows and what a plain one does. */
export interface Message {
  subject: string
  html: string
  text: string
}

export interface Mailer {
  client: SESClient
  /** Sender as in a From header. */
  from: string
  configurationSet: string
}

/**
 * Hands a message to SES. The tags come back with bounces and complaints, so that they find the person again without an
 * address in any log.
 */
export async function sendEmail(
  mailer: Mailer,
  to: string,
  message: Message,
  tags: Record<string, string>,
): Promise<void> {
  // Loaded when it is needed: the other reactions need not pay for this client at a cold start.
  const { SendEmailCommand } = await import('@aws-sdk/client-ses')
  const part = (data: string) => ({ Data: data, Charset: 'UTF-8' })
  await mailer.client.send(
    new SendEmailCommand({
      Source: mailer.from,
      Destination: { ToAddresses: [to] },
      Message: {
        Subject: part(message.subject),
        Body: { Html: part(message.html), Text: part(message.text) },
      },
      ConfigurationSetName: mailer.configurationSet,
      Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
    }),
  )
}
