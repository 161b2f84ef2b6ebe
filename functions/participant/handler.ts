import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createIdMint } from '../domain/ids.ts'
import type { MailQueue } from '../mail/mail-queue.ts'
import type { LogStore } from '../store/entry-proofs.ts'
import { participantEnvSchema } from './env.ts'
import { createParticipantSite } from './participant-site.ts'

const env = participantEnvSchema.parse(process.env)

let mailQueue: Promise<MailQueue> | undefined

/** Only a request that mails a code pays for loading the queue's client. */
async function loadMailQueue(): Promise<MailQueue> {
  const { SQSClient } = await import('@aws-sdk/client-sqs')
  return { client: new SQSClient({}), url: env.MAIL_QUEUE_URL }
}

let publishedLog: Promise<LogStore> | undefined

/** Only a request for a receipt pays for loading this client. */
async function loadLog(): Promise<LogStore> {
  const { S3Client } = await import('@aws-sdk/client-s3')
  return { client: new S3Client({}), bucket: env.LOG_BUCKET }
}

/** Everything below /my. */
export const handler = createParticipantSite({
  db: {
    client: new DynamoDBClient({}),
    tables: { records: env.RECORDS_TABLE, trail: env.TRAIL_TABLE, vault: env.VAULT_TABLE },
    mint: createIdMint(() => randomBytes(16).toString('hex')),
    randomBytes,
  },
  mailQueue: () => {
    mailQueue ??= loadMailQueue()
    return mailQueue
  },
  publishedLog: () => {
    publishedLog ??= loadLog()
    return publishedLog
  },
  // It lies beside the bundle.
  verifier: () => readFile(join(__dirname, 'countersign-verify.mjs')),
  helpContact: env.HELP_CONTACT,
  publicUrl: new URL(env.PUBLIC_URL),
  now: () => new Date(),
  log: (entry) => console.warn(JSON.stringify(entry)),
})
