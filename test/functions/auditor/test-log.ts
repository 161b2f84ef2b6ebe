import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { S3Client } from '@aws-sdk/client-s3'
import type { Database } from '../../../functions/store/database.ts'
import type { LogStore } from '../../../functions/store/entry-proofs.ts'
import { createLogLedger } from '../../../functions/store/log-ledger.ts'
import { createLogObjects } from '../../../functions/store/log-objects.ts'
import type { LogObjects } from '../../../functions/trail/sequencer/log-objects.ts'
import { createSequencer, type SequencerReport } from '../../../functions/trail/sequencer/sequencer.ts'
import { createObjectStore } from '../../../local/services/object-store.ts'
import { clientSettings, createTestCloud } from '../../local/services/test-cloud.ts'

/** A log of a test file's own: a bucket, a key, and the sequencer that fills it from the outbox. */
export interface TestLog {
  store: LogStore
  /** What the sequencer does every minute. @param how.isRefused the bucket takes nothing, so that the run throws. */
  publish(db: Database, how?: { at?: Date; isRefused?: boolean }): Promise<SequencerReport>
  close(): Promise<void>
}

export const TEST_ORIGIN = 'reviews.example.com/audit/log'

export async function startTestLog(): Promise<TestLog> {
  const cloud = createTestCloud()
  const objects = createObjectStore(cloud.ground('s3'), {
    buckets: [{ bucketName: 'log', properties: { VersioningConfiguration: { Status: 'Enabled' } } }],
  })
  const client = new S3Client({
    ...clientSettings(await cloud.serve(objects.endpoint)),
    forcePathStyle: true,
  })
  const { privateKey: key } = generateKeyPairSync('ed25519')
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
  return {
    store: { client, bucket: 'log' },
    publish: (db, { at, isRefused = false } = {}) =>
      createSequencer({
        ledger: createLogLedger(db),
        objects: isRefused ? refusing(createLogObjects(client, 'log')) : createLogObjects(client, 'log'),
        signer: {
          publicKey: async () => publicKey,
          sign: async (message: Uint8Array) => new Uint8Array(sign(null, message, key)),
        },
        origin: TEST_ORIGIN,
        now: () => at?.getTime() ?? Date.now(),
      }).run(),
    async close() {
      client.destroy()
      await cloud.close()
      cloud.remove()
    },
  }
}

const refusing = (objects: LogObjects): LogObjects => ({
  ...objects,
  putOnce: async () => {
    throw new Error('The checksum that arrived is not the one that was sent')
  },
})
