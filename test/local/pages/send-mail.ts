import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses'
import type { Cloud } from '../../../local/cloud.ts'

/** Sends a mail through the cloud's SES, as the app does. */
export async function sendMail(cloud: Cloud, to: string, subject: string, html: string): Promise<void> {
  const ses = new SESClient({
    endpoint: `${cloud.awsUrl}/ses`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const body = { Html: { Data: html }, Text: { Data: 'Open https://x.example/a?b=1&c=2 <now>' } }
  await ses.send(
    new SendEmailCommand({
      Source: 'reviews@example.com',
      Destination: { ToAddresses: [to] },
      Message: { Subject: { Data: subject }, Body: body },
    }),
  )
}
