import { KMSClient } from '@aws-sdk/client-kms'
import { S3Client } from '@aws-sdk/client-s3'
import { createLogLedger } from '../../functions/store/log-ledger.ts'
import { createLogObjects } from '../../functions/store/log-objects.ts'
import { createSigningKey } from '../../functions/store/signing-key.ts'
import type { SequencerParts } from '../../functions/trail/sequencer/sequencer.ts'
import { createKeys } from '../../local/services/keys.ts'
import { createObjectStore, type ObjectStore } from '../../local/services/object-store.ts'
import { clientSettings, createTestCloud } from '../local/services/test-cloud.ts'
import { startTestDatabase, type TestDatabase } from './database.ts'

export const ORIGIN = 'reviews.example.com/audit/log'

/** What a log needs of the cloud: tables, a write-once bucket, a key. */
export interface LogServices extends TestDatabase {
  s3: S3Client
  kms: KMSClient
  store: ObjectStore
  /** S3 and KMS, metered by "service resource unit". */
  meteredLog: Map<string, number>
  /** Buckets `log-0` to `log-9` and keys `key-0` to `key-9`, so that tests keep apart. */
  parts(number?: number): SequencerParts
}

/** Starts them: once per test file, in `beforeAll(…, 60_000)`. */
export async function startLogServices(): Promise<LogServices> {
  const database = await startTestDatabase()
  const cloud = createTestCloud()
  const numbers = Array.from({ length: 10 }, (_, number) => number)
  const store = createObjectStore(cloud.ground('s3'), {
    buckets: numbers.map((number) => ({
      bucketName: `log-${number}`,
      properties: {
        ObjectLockEnabled: true,
        VersioningConfiguration: { Status: 'Enabled' },
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
        },
      },
    })),
  })
  const keys = await createKeys(cloud.ground('kms'), {
    keys: numbers.map((number) => ({
      keyId: `key-${number}`,
      properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' },
    })),
    aliases: [],
  })
  const s3 = new S3Client({ ...clientSettings(await cloud.serve(store.endpoint)), forcePathStyle: true })
  const kms = new KMSClient(clientSettings(await cloud.serve(keys.endpoint)))
  return {
    ...database,
    s3,
    kms,
    store,
    meteredLog: cloud.metered,
    parts: (number = 0) => ({
      ledger: createLogLedger(database.db),
      objects: createLogObjects(s3, `log-${number}`),
      signer: createSigningKey(kms, `key-${number}`),
      origin: ORIGIN,
      now: () => Date.now(),
    }),
    async close() {
      s3.destroy()
      kms.destroy()
      await cloud.close()
      cloud.remove()
      await database.close()
    },
  }
}
