import { SESClient } from '@aws-sdk/client-ses'
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import type { MailQueue } from '../../../functions/mail/mail-queue.ts'
import { sendMail } from '../../../functions/reactions/send-mail.ts'
import type { Database } from '../../../functions/store/database.ts'
import { createMail } from '../../../local/services/mail.ts'
import { createQueues } from '../../../local/services/queues.ts'
import { clientSettings, createTestCloud, createTestInvoker } from '../../local/services/test-cloud.ts'

/** A mail queue and the mails that come out of it, through the real reaction. */
export interface PostRoom {
  queue: MailQueue
  /** Sends all that waits in the queue; the number of messages. */
  deliver(db: Database, now: () => Date): Promise<number>
  /** Text of the newest mail to an address. */
  newestTo(address: string): Promise<string>
  close(): Promise<void>
}

export async function startPostRoom(): Promise<PostRoom> {
  const cloud = createTestCloud()
  let baseUrl = ''
  const queues = createQueues(cloud.ground('sqs'), {
    queues: [{ queueName: 'Mail', properties: { VisibilityTimeout: 60 } }],
    invoker: createTestInvoker({}),
    baseUrl: () => baseUrl,
  })
  const mail = createMail(cloud.ground('ses'), {
    resources: [{ type: 'AWS::SES::ConfigurationSet', id: 'Set', properties: { Name: 'countersign' } }],
    publish: async () => {},
  })
  baseUrl = await cloud.serve(queues.endpoint)
  const sqs = new SQSClient(clientSettings(baseUrl))
  const ses = new SESClient(clientSettings(await cloud.serve(mail.endpoint)))
  const url = queues.queueUrl('Mail')
  return {
    queue: { client: sqs, url },
    async deliver(db, now) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
      )
      const records = Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }))
      const { batchItemFailures } = await sendMail(
        {
          db,
          mailer: {
            client: ses,
            from: 'Reviews <reviews@example.com>',
            configurationSet: 'countersign',
          },
          publicUrl: 'https://reviews.example.com',
          now: () => now().toISOString(),
          log: (message, facts) => console.warn(message, facts),
        },
        { Records: records } as unknown as SQSEvent,
      )
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} mails were not sent`)
      for (const { ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }))
      }
      return Messages.length
    },
    async newestTo(address) {
      const newest = mail.list({ to: address }).at(-1)
      const read = newest && (await mail.read(newest.id))
      if (read === undefined) throw new Error(`There is no mail to ${address}`)
      return read.text ?? ''
    },
    async close() {
      sqs.destroy()
      ses.destroy()
      await queues.stop()
      await mail.stop()
      await cloud.close()
      cloud.remove()
    },
  }
}
