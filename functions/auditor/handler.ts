import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { createIdMint } from '../domain/ids.ts'
import type { Database } from '../store/database.ts'
import { deleteSession, findSession, putSession } from '../store/sessions.ts'
import { createHttpHandler } from '../web/http-handler.tsx'
import type { RequestLogEntry } from '../web/request-log.ts'
import { type SessionStore, sessionSchema } from '../web/sessions.ts'
import { signInRoutes } from '../web/sign-in-routes.tsx'
import type { AuditorDependencies } from './auditor-route.ts'
import { auditorEnvSchema } from './env.ts'
import { readRecordFonts } from './record-fonts.ts'
import type { RecordSheet } from './record-sheet.ts'
import { auditorRoom } from './room.ts'
import { auditorRoutes } from './routes.ts'

const env = auditorEnvSchema.parse(process.env)
const db: Database = {
  client: new DynamoDBClient({}),
  tables: { records: env.RECORDS_TABLE, trail: env.TRAIL_TABLE, vault: env.VAULT_TABLE },
  mint: createIdMint(() => randomBytes(16).toString('hex')),
  randomBytes,
}
// The only rows that this function's role may write.
const sessions: SessionStore = {
  create: (session) => putSession(db, session.hash, session),
  async find(hash) {
    const { data } = sessionSchema.safeParse(await findSession(db, hash))
    // Rows of the other rooms lie beside ours; their ids open nothing here.
    return data?.kind === 'auditor' ? data : undefined
  },
  end: (hash) => deleteSession(db, hash),
}
const publicUrl = new URL(env.PUBLIC_URL)
const now = () => new Date()
const log = (entry: RequestLogEntry) => console.log(JSON.stringify(entry))

/** The drawing lies in a file of its own, beside the bundle: 2 MB that the other pages need not load. */
async function drawRecord(sheet: RecordSheet): Promise<Uint8Array> {
  const [{ recordPdf }, fonts] = await Promise.all([
    import('./record-pdf.ts'),
    readRecordFonts(join(__dirname, 'fonts')),
  ])
  return recordPdf(sheet, fonts)
}

export const handler = createHttpHandler<AuditorDependencies>({
  room: auditorRoom,
  routes: [
    ...signInRoutes<AuditorDependencies>({
      prefix: auditorRoom.prefix,
      roomName: auditorRoom.name,
      role: 'auditor',
      rolesClaim: env.ROLES_CLAIM,
      issuerUrl: new URL(env.ISSUER_URL),
      clientId: env.CLIENT_ID,
      publicUrl,
      sessions,
      randomBytes,
      now,
      log,
    }),
    ...auditorRoutes,
  ],
  dependencies: {
    db,
    log: { client: new S3Client({}), bucket: env.LOG_BUCKET },
    drawRecord,
    // Both lie beside the bundle.
    verifier: () => readFile(join(__dirname, 'countersign-verify.mjs')),
    verifyScript: () => readFile(join(__dirname, 'verify-page.js')),
  },
  sessions,
  publicUrl,
  now,
  log,
})
