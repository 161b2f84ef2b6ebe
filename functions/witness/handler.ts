import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { S3Client } from '@aws-sdk/client-s3'
import { parseVkey } from '../trail/note.ts'
import { witnessEnvSchema } from './env.ts'
import { createEvidence } from './evidence.ts'
import type { Look } from './look.ts'
import { lookMetrics } from './look-metrics.ts'
import { createMemory } from './memory.ts'
import { createLogReader } from './read-log.ts'
import { createSigner } from './signer.ts'
import { firstCheckpoint, type WitnessDependencies, watchLog as watch } from './watch-log.ts'

const env = witnessEnvSchema.parse(process.env)
const vkey = parseVkey(env.LOG_VKEY)
// A log that keeps its witness waiting must not keep it from saying so.
const s3 = new S3Client({ requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000 } })
let loaded: Promise<WitnessDependencies> | undefined

async function load(): Promise<WitnessDependencies> {
  return {
    vkey,
    first: env.FIRST_CHECKPOINT === undefined ? undefined : await firstCheckpoint(vkey, env.FIRST_CHECKPOINT),
    readLog: createLogReader(s3, env.LOG_BUCKET),
    memory: createMemory(new DynamoDBClient({}), env.MEMORY_TABLE, vkey.name),
    evidence: createEvidence(s3, env.EVIDENCE_BUCKET),
    signer: await createSigner(new KMSClient({}), env.SIGNING_KEY_ARN, env.WITNESS_NAME),
    now: () => new Date().toISOString(),
  }
}

/** Every few minutes; answers what it found, for whoever calls it by hand. */
export const watchLog = async (): Promise<Look> => {
  // What failed once is tried again at the next call.
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  const look = await watch(await loaded)
  console.log(lookMetrics(look))
  return look
}
