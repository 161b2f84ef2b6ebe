import { KMSClient } from '@aws-sdk/client-kms'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLog } from '../../../functions/reactions/verify-log.ts'
import { createLogLedger } from '../../../functions/store/log-ledger.ts'
import { createLogObjects, readLogObject } from '../../../functions/store/log-objects.ts'
import { createLogSource } from '../../../functions/store/log-source.ts'
import { readLogVerification } from '../../../functions/store/log-verification.ts'
import { createSigningKey } from '../../../functions/store/signing-key.ts'
import { createSequencer } from '../../../functions/trail/sequencer/sequencer.ts'
import type { LogSource } from '../../../functions/trail/verify/log-source.ts'
import { createKeys } from '../../../local/services/keys.ts'
import { createObjectStore } from '../../../local/services/object-store.ts'
import { clientSettings, createTestCloud, type TestCloud } from '../../local/services/test-cloud.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'

let database: TestDatabase
let cloud: TestCloud
let s3: S3Client
let kms: KMSClient
beforeAll(async () => {
  database = await startTestDatabase()
  cloud = createTestCloud()
  const objects = createObjectStore(cloud.ground('objects'), {
    buckets: [{ bucketName: 'log', properties: {} }],
  })
  const keys = await createKeys(cloud.ground('keys'), {
    keys: [{ keyId: 'log', properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' } }],
    aliases: [],
  })
  s3 = new S3Client({ ...clientSettings(await cloud.serve(objects.endpoint)), forcePathStyle: true })
  kms = new KMSClient(clientSettings(await cloud.serve(keys.endpoint)))
})
afterAll(async () => {
  await database.close()
  await cloud.close()
  cloud.remove()
})

const day = 24 * 3_600_000
/** The sequencer at work, so many days later: each finds nothing to do and leaves a heartbeat. */
async function seal(days: number): Promise<void> {
  const { db } = database
  for (let nth = 0; nth < days; nth += 1) {
    clock += day + 60_000
    const sequencer = createSequencer({
      ledger: createLogLedger(db),
      objects: createLogObjects(s3, 'log'),
      signer: createSigningKey(kms, 'log'),
      origin: 'reviews.example/audit/log',
      now: () => clock,
    })
    // The first writes the entry, or publishes it, or both.
    for (let run = 0; run < 3; run += 1) expect((await sequencer.run()).trouble).toBeNull()
  }
}
let clock = Date.UTC(2026, 10, 21, 9)

const printed: string[] = []
const verify = (given: { source?: LogSource; pause?: () => Promise<void> } = {}) =>
  verifyLog({
    db: database.db,
    source: createLogSource(s3, 'log'),
    now: () => new Date(clock).toISOString(),
    pause: async () => {},
    ...given,
    print: (line) => printed.push(line),
  })
const metrics = () => {
  const lines = printed.splice(0).map((line) => JSON.parse(line))
  return lines.find((line) => line._aws !== undefined)
}

test('given no log yet, there is nothing to verify and nothing is noted', async () => {
  expect(await verify()).toBeUndefined()
  expect(await readLogVerification(database.db)).toBeUndefined()
})

test('given a log in order, the finding is noted and the metric says so', async () => {
  await seal(3)
  const found = await verify()
  expect(found).toMatchObject({ ok: true, problem: null, problems: 0 })
  // On the first day the log was made, on the others it said that it is there.
  expect(found?.size).toBe(2)
  expect(await readLogVerification(database.db)).toEqual(found)
  expect(metrics()).toMatchObject({ VerificationFailed: 0, size: found?.size })
})

test('given objects that are not what was signed, the finding says what and where, and the alarm rings', async () => {
  const size = (await verify())?.size ?? 0
  const path = `tile/entries/000.p/${size}`
  const good = (await readLogObject(s3, 'log', path)) ?? new Uint8Array()
  const bad = good.slice()
  bad[40] = (bad[40] ?? 0) ^ 1
  const put = (key: string, body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: 'log', Key: key, Body: body }))

  await put(path, bad)
  printed.length = 0
  const found = await verify()
  expect(found).toMatchObject({ ok: false })
  expect(found?.problem).toContain(path)
  expect(await readLogVerification(database.db)).toEqual(found)
  expect(printed.some((line) => line.includes('does not verify') && line.includes(path))).toBe(true)
  expect(metrics()).toMatchObject({ VerificationFailed: 1 })

  await put(path, new Uint8Array(17 * 1024 * 1024))
  expect((await verify())?.problem).toMatch(/17825792 bytes; no more than/)
  await s3.send(new DeleteObjectCommand({ Bucket: 'log', Key: path }))
  expect((await verify())?.problem).toMatch(/missing/)
  await put(path, good)
  expect(await verify()).toMatchObject({ ok: true })
})

test('given a checkpoint from before, which is signed and whole, the table knows better', async () => {
  const newest = (await readLogObject(s3, 'log', 'checkpoint')) ?? new Uint8Array()
  const size = (await verify())?.size ?? 0
  const older = (await readLogObject(s3, 'log', `checkpoint-history/${size - 1}`)) ?? new Uint8Array()
  expect(older.length).toBeGreaterThan(100)
  const show = (body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: 'log', Key: 'checkpoint', Body: body }))
  await show(older)
  const found = await verify()
  expect(found).toMatchObject({ ok: false, size: size - 1 })
  expect(found?.problem).toMatch(/rolled back/)
  await show(newest)
  expect(await verify()).toMatchObject({ ok: true, size })
})

test('given a log that is written while it is read, it is looked at once more and no alarm rings', async () => {
  const source = createLogSource(s3, 'log')
  const list = source.list?.bind(source)
  let wasListed = false
  async function* listedTooEarly() {
    if (list !== undefined) yield* list()
    if (!wasListed) await seal(1)
    wasListed = true
  }
  printed.length = 0
  expect(await verify({ source: { ...source, list: listedTooEarly } })).toMatchObject({
    ok: true,
    problems: 0,
  })
  expect(metrics()).toMatchObject({ VerificationFailed: 0 })
})

test('given what does not fit at the first look and fits a minute later, the finding is the later one', async () => {
  const size = (await verify())?.size ?? 0
  const path = `tile/entries/000.p/${size}`
  const good = (await readLogObject(s3, 'log', path)) ?? new Uint8Array()
  const put = (body: Uint8Array) => s3.send(new PutObjectCommand({ Bucket: 'log', Key: path, Body: body }))
  await put(good.slice(1))
  printed.length = 0
  let pauses = 0
  const pause = async () => {
    pauses += 1
    await put(good)
  }
  const found = await verify({ pause })
  expect(pauses).toBe(1)
  expect(found).toMatchObject({ ok: true, size, problem: null })
  expect(await readLogVerification(database.db)).toEqual(found)
  // What was seen first is still in the function's log.
  expect(printed.some((line) => line.includes('at the first look') && line.includes(path))).toBe(true)
  expect(metrics()).toMatchObject({ VerificationFailed: 0 })
})
