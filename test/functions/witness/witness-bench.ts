import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { parseNote, parseVkey } from '../../../functions/trail/note.ts'
import { createEvidence } from '../../../functions/witness/evidence.ts'
import { createMemory } from '../../../functions/witness/memory.ts'
import { createLogReader } from '../../../functions/witness/read-log.ts'
import { createSigner } from '../../../functions/witness/signer.ts'
import { firstCheckpoint, type WitnessDependencies } from '../../../functions/witness/watch-log.ts'
import { createDynamoDb } from '../../../local/services/dynamodb.ts'
import { createKeys } from '../../../local/services/keys.ts'
import { createObjectStore } from '../../../local/services/object-store.ts'
import { clientSettings, createTestCloud, createTestInvoker } from '../../local/services/test-cloud.ts'
import { type LogKey, textAt } from './small-log.ts'

/** AWS clients of a witness, so that a test can put something between. */
export interface Clients {
  db: DynamoDBClient
  s3: S3Client
  kms: KMSClient
}

/** A witness on real services of its own; each `place` is a log's bucket and a witness that never saw it. */
export interface WitnessBench {
  clients: Clients
  place(key: LogKey): Promise<Place>
  close(): Promise<void>
}

export interface Place {
  /** The log's bucket. */
  log: string
  /** The witness, at an instant, perhaps on other clients, with a checkpoint to begin with, or shown another bucket. */
  witness(given?: {
    at?: string
    clients?: Clients
    first?: string
    log?: string
  }): Promise<WitnessDependencies>
  /** The witness again with an empty table, as if its own had been lost. */
  forgetful(): Place
  /** Cosigned notes, by path. */
  cosigned(): Promise<Map<string, string>>
  reports(): Promise<string[]>
}

const places = 200

export async function startWitnessBench(): Promise<WitnessBench> {
  const cloud = createTestCloud()
  const names = Array.from({ length: places }, (_, n) => String(n))
  const dynamo = await createDynamoDb(cloud.ground('dynamodb'), {
    tables: ['Memory', 'Forgotten'].map(memoryTable),
    invoker: createTestInvoker({}),
    sendToDestination: async () => {},
  })
  const objects = createObjectStore(cloud.ground('objects'), {
    buckets: names.flatMap((n) => [
      { bucketName: `log-${n}`, properties: {} },
      { bucketName: `evidence-${n}`, properties: { ObjectLockEnabled: true } },
    ]),
  })
  const keys = await createKeys(cloud.ground('keys'), {
    keys: [{ keyId: 'witness', properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' } }],
    aliases: [],
  })
  const clients: Clients = {
    db: new DynamoDBClient(clientSettings(await cloud.serve(dynamo.endpoint))),
    s3: new S3Client({ ...clientSettings(await cloud.serve(objects.endpoint)), forcePathStyle: true }),
    kms: new KMSClient(clientSettings(await cloud.serve(keys.endpoint))),
  }
  await clients.kms.send(new GetPublicKeyCommand({ KeyId: 'witness' }))
  let used = 0

  return {
    clients,
    async place(key) {
      const n = names[used]
      used += 1
      if (n === undefined) throw new Error(`The bench has ${places} places only`)
      const at = (table: string): Place => ({
        log: `log-${n}`,
        async witness(given = {}) {
          const { at = '2026-11-21T10:00:00.000Z', first, log = `log-${n}` } = given
          const { db, s3, kms } = given.clients ?? clients
          const vkey = parseVkey(key.vkey)
          return {
            vkey,
            first: first === undefined ? undefined : await firstCheckpoint(vkey, first),
            readLog: createLogReader(s3, log),
            // Its own rows in the one table.
            memory: createMemory(db, table, `${key.name}/${n}`),
            evidence: createEvidence(s3, `evidence-${n}`),
            signer: await createSigner(kms, 'witness', 'witness.example/w1'),
            now: () => at,
          }
        },
        forgetful: () => at('Forgotten'),
        async cosigned() {
          const kept = new Map<string, string>()
          for (const path of await listed(clients.s3, `evidence-${n}`, 'cosigned/'))
            kept.set(path, await textAt(clients.s3, `evidence-${n}`, path))
          for (const note of kept.values()) parseNote(note)
          return kept
        },
        reports: () => listed(clients.s3, `evidence-${n}`, 'reports/'),
      })
      return at('Memory')
    },
    async close() {
      clients.db.destroy()
      await dynamo.stop()
      await cloud.close()
      cloud.remove()
    },
  }
}

async function listed(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }))
  return Contents.map(({ Key = '' }) => Key)
}

function memoryTable(tableName: string) {
  const attributes = [
    { name: 'pk', KeyType: 'HASH' },
    { name: 'sk', KeyType: 'RANGE' },
  ] as const
  return {
    tableName,
    properties: {
      AttributeDefinitions: attributes.map(({ name }) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: attributes.map(({ name, KeyType }) => ({ AttributeName: name, KeyType })),
    },
  }
}
