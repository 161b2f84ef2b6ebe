import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createIdMint } from '../domain/ids.ts'
import type { Database } from '../store/database.ts'
import { claimAnswer, freeAnswer, keepAnswer } from '../store/kept-answers.ts'
import { noteOfficer } from '../store/officers.ts'
import { takeRequestTurns } from '../store/request-turns.ts'
import { deleteSession, findSession, putSession } from '../store/sessions.ts'
import { createAccessTokens } from '../web/api/access-token.ts'
import { createProgramHandler, isForPrograms } from '../web/api/program-handler.ts'
import { createHttpHandler, type HttpHandler } from '../web/http-handler.tsx'
import { describeError, type RequestLogEntry } from '../web/request-log.ts'
import { type SessionStore, sessionSchema } from '../web/sessions.ts'
import { signInRoutes } from '../web/sign-in-routes.tsx'
import { hrEnvSchema } from './env.ts'
import type { HrDependencies } from './hr-route.ts'
import { hrRoom } from './room.ts'
import { hrRoutes } from './routes.ts'

const env = hrEnvSchema.parse(process.env)
const db: Database = {
  client: new DynamoDBClient({}),
  tables: { records: env.RECORDS_TABLE, trail: env.TRAIL_TABLE, vault: env.VAULT_TABLE },
  mint: createIdMint(() => randomBytes(16).toString('hex')),
  randomBytes,
}
const sessions: SessionStore = {
  async create(session) {
    if (session.kind === 'hr') {
      const { subject, name, email } = session
      await noteOfficer(db, { subject, name, email, seenAt: session.authenticatedAt })
    }
    await putSession(db, session.hash, session)
  },
  async find(hash) {
    const { data } = sessionSchema.safeParse(await findSession(db, hash))
    // Rows of the other rooms lie beside ours; their ids open nothing here.
    return data?.kind === 'hr' ? data : undefined
  },
  end: (hash) => deleteSession(db, hash),
}
const publicUrl = new URL(env.PUBLIC_URL)
const now = () => new Date()
const log = (entry: RequestLogEntry) => console.log(JSON.stringify(entry))
const reportTrouble = (message: string, error: unknown) =>
  console.log(JSON.stringify({ level: 'error', message, error: describeError(error) }))

// Only the routes that need these clients pay for loading them.
const mailQueue = once(async () => {
  const { SQSClient } = await import('@aws-sdk/client-sqs')
  return { client: new SQSClient({}), url: env.MAIL_QUEUE_URL }
})
const launches = once(async () => {
  const [{ SchedulerClient }, { SFNClient }, { createLaunches }] = await Promise.all([
    import('@aws-sdk/client-scheduler'),
    import('@aws-sdk/client-sfn'),
    import('../launches/launches.ts'),
  ])
  return createLaunches(
    { scheduler: new SchedulerClient({}), workflows: new SFNClient({}) },
    {
      machineArn: env.REVIEW_CYCLE_MACHINE_ARN,
      scheduleGroup: env.SCHEDULE_GROUP,
      scheduleRoleArn: env.SCHEDULE_ROLE_ARN,
      deadLetterArn: env.SCHEDULE_DLQ_ARN,
      seriesFunctionArn: env.SERIES_FUNCTION_ARN,
    },
  )
})

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const dependencies: HrDependencies = { db, mailQueue, launches, reportTrouble }
const issuerUrl = new URL(env.ISSUER_URL)

const pages = createHttpHandler<HrDependencies>({
  room: hrRoom,
  routes: [
    ...signInRoutes<HrDependencies>({
      prefix: hrRoom.prefix,
      roomName: hrRoom.name,
      role: 'hr',
      rolesClaim: env.ROLES_CLAIM,
      issuerUrl,
      clientId: env.CLIENT_ID,
      publicUrl,
      sessions,
      randomBytes,
      now,
      log,
    }),
    ...hrRoutes,
  ],
  dependencies,
  sessions,
  publicUrl,
  now,
  log,
})

const programs = createProgramHandler<HrDependencies>({
  room: hrRoom,
  routes: hrRoutes,
  dependencies,
  tokens: createAccessTokens({
    issuerUrl,
    audience: env.API_AUDIENCE,
    clientId: env.CLIENT_ID,
    role: 'hr',
    rolesClaim: env.ROLES_CLAIM,
    scope: env.API_SCOPE,
    now,
  }),
  answers: {
    claim: (place, claim) => claimAnswer(db, place, claim),
    keep: (place, claim, locked) => keepAnswer(db, place, claim, locked),
    free: (place, claim) => freeAnswer(db, place, claim),
  },
  turns: {
    take: (subject, wanted, allowance, at) => takeRequestTurns(db, `api#${subject}`, wanted, allowance, at),
  },
  publicUrl,
  issuerUrl,
  scope: env.API_SCOPE,
  now,
  log,
})

/** Pages below `/hr`, and the same routes for programs below `/api`. */
export const handler: HttpHandler = (event, context) =>
  isForPrograms(event) ? programs(event, context) : pages(event, context)
