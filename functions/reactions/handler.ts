import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamEvent, SNSEvent, SQSEvent } from 'aws-lambda'
import { createIdMint } from '../domain/ids.ts'
import type { Database } from '../store/database.ts'
import { createLogLedger } from '../store/log-ledger.ts'
import { createLogObjects } from '../store/log-objects.ts'
import { logOrigin } from '../trail/sequencer/log-origin.ts'
import { createSequencer } from '../trail/sequencer/sequencer.ts'
import { type AdvanceDependencies, advanceWorkflow as advance } from './advance-workflow.ts'
import { moveEnvSchema, reactionsEnvSchema, runSeriesEnvSchema, sealTrailEnvSchema } from './env.ts'
import { erasePeople as erase } from './erase-people.ts'
import { importPeople as importRows } from './import-people.ts'
import { recordMailEvents as recordEvents } from './record-mail-events.ts'
import { type RunSeriesDependencies, runSeries as run } from './run-series.ts'
import { type SealTrailDependencies, sealTrail as seal } from './seal-trail.ts'
import { type SendMailDependencies, sendMail as send } from './send-mail.ts'
import { sweep as sweepRows } from './sweep.ts'
import { type VerifyLogDependencies, verifyLog as verify } from './verify-log.ts'

const env = reactionsEnvSchema.parse(process.env)
const db: Database = {
  client: new DynamoDBClient({}),
  tables: { records: env.RECORDS_TABLE, trail: env.TRAIL_TABLE, vault: env.VAULT_TABLE },
  mint: createIdMint(() => randomBytes(16).toString('hex')),
  randomBytes,
}
const now = () => new Date().toISOString()
const log = (message: string, facts: Record<string, unknown>) =>
  console.warn(JSON.stringify({ message, ...facts }))

// Only the reactions that need these clients pay for loading them.
const advancing = once(async (): Promise<AdvanceDependencies> => {
  const { REVIEW_MACHINE_ARN: review, REVIEW_AGAIN_MACHINE_ARN: reviewAgain } = moveEnvSchema.parse(
    process.env,
  )
  const { SFNClient } = await import('@aws-sdk/client-sfn')
  return { db, sfn: new SFNClient({}), machines: { review, reviewAgain }, now, log }
})
const mailing = once(async (): Promise<SendMailDependencies> => {
  const { SESClient } = await import('@aws-sdk/client-ses')
  const mailer = {
    client: new SESClient({}),
    from: env.MAIL_FROM,
    configurationSet: env.SES_CONFIGURATION_SET,
  }
  return { db, mailer, publicUrl: env.PUBLIC_URL, helpContact: env.HELP_CONTACT, now, log }
})
const sealing = once(async (): Promise<SealTrailDependencies> => {
  const { LOG_BUCKET, SIGNING_KEY_ARN, PUBLIC_URL } = sealTrailEnvSchema.parse(process.env)
  const [{ S3Client }, { KMSClient }, { createSigningKey }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/client-kms'),
    import('../store/signing-key.ts'),
  ])
  const sequencer = createSequencer({
    ledger: createLogLedger(db),
    objects: createLogObjects(new S3Client({}), LOG_BUCKET),
    signer: createSigningKey(new KMSClient({}), SIGNING_KEY_ARN),
    origin: logOrigin(PUBLIC_URL),
    now: () => Date.now(),
  })
  return { sequencer, now, print: (line) => console.log(line) }
})
const verifying = once(async (): Promise<VerifyLogDependencies> => {
  const { LOG_BUCKET } = sealTrailEnvSchema.parse(process.env)
  const [{ S3Client }, { createLogSource }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('../store/log-source.ts'),
  ])
  const source = createLogSource(new S3Client({}), LOG_BUCKET)
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 60_000))
  return { db, source, now, pause, print: (line) => console.log(line) }
})

const running = once(async (): Promise<RunSeriesDependencies> => {
  const settings = runSeriesEnvSchema.parse(process.env)
  const [{ SchedulerClient }, { SFNClient }, { createLaunches }] = await Promise.all([
    import('@aws-sdk/client-scheduler'),
    import('@aws-sdk/client-sfn'),
    import('../launches/launches.ts'),
  ])
  const launches = createLaunches(
    { scheduler: new SchedulerClient({}), workflows: new SFNClient({}) },
    {
      machineArn: settings.REVIEW_CYCLE_MACHINE_ARN,
      scheduleGroup: settings.SCHEDULE_GROUP,
      scheduleRoleArn: settings.SCHEDULE_ROLE_ARN,
      deadLetterArn: settings.SCHEDULE_DLQ_ARN,
      // A series sets no alarm clocks for series.
      seriesFunctionArn: '',
    },
  )
  return { db, launches, now, log }
})

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** The records table's stream: rows that settled. */
export const advanceWorkflow = async (event: DynamoDBStreamEvent) => advance(await advancing(), event)
/** The mail queue. */
export const sendMail = async (event: SQSEvent) => send(await mailing(), event)
/** Bounces and complaints, from SES by way of SNS. */
export const recordMailEvents = (event: SNSEvent) => recordEvents({ db, now, log }, event)
/** Every minute. */
export const sweep = async () => sweepRows(await advancing())
/** Every minute. */
export const erasePeople = async () => erase({ db, now, log })
/** The records table's stream, as a hint, and every minute. */
export const importPeople = async () => importRows({ db, now, log })
/** The trail's stream, as a hint, every minute, and by hand to put an entry back that was set aside. */
export const sealTrail = async (event: unknown) => seal(await sealing(), event)
/** Every morning of a series, in its own time zone. */
export const runSeries = async (event: unknown) => run(await running(), event)
/** Every day. */
export const verifyLog = async () => verify(await verifying())
