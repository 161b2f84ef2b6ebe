import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServiceEndpoint } from '../../../../local/ports.ts'
import { withNeighbour } from '../../../../local/services/object-store/neighbour.ts'
import { createObjectStore } from '../../../../local/services/object-store.ts'
import { clientSettings, createTestCloud, type TestCloud } from '../test-cloud.ts'

let theirs: TestCloud
let ours: TestCloud
let s3: S3Client
const dataDir = mkdtempSync(join(tmpdir(), 'neighbour-'))
/** Who asked the neighbour, by access key. */
const askers: string[] = []
const tellWhere = (awsUrl: string) => writeFileSync(join(dataDir, 'running.json'), JSON.stringify({ awsUrl }))

beforeAll(async () => {
  theirs = createTestCloud()
  const store = createObjectStore(theirs.ground('objects'), {
    buckets: [{ bucketName: 'theirs', properties: {} }],
  }).endpoint
  const watched: ServiceEndpoint = {
    service: store.service,
    async handle(request, response, path) {
      askers.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '')
      await store.handle(request, response, path)
    },
  }
  tellWhere((await theirs.serve(watched)).replace(/\/s3$/, ''))
  ours = createTestCloud()
  const own = createObjectStore(ours.ground('objects'), { buckets: [{ bucketName: 'ours', properties: {} }] })
  const neighbour = { dataDir, account: '111111111111' }
  const endpoint = withNeighbour(own.endpoint, { own: ['ours'], neighbour })
  s3 = new S3Client({ ...clientSettings(await ours.serve(endpoint)), forcePathStyle: true, maxAttempts: 1 })
})
afterAll(async () => {
  for (const cloud of [ours, theirs]) {
    await cloud.close()
    cloud.remove()
  }
  rmSync(dataDir, { recursive: true, force: true })
})

const put = (Bucket: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key: 'a b/ü', Body }))
const get = async (Bucket: string, Range?: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a b/ü', Range }))
  return Body?.transformToString()
}

test('given a bucket of the neighbour’s, requests go on to it under the account’s name; own ones stay', async () => {
  await put('theirs', 'what they have')
  expect(await get('theirs', 'bytes=0-3')).toBe('what')
  expect(askers).toEqual(['111111111111:Test', '111111111111:Test'])
  await put('ours', 'what we have')
  expect(await get('ours')).toBe('what we have')
  expect(askers).toHaveLength(2)
})

test('given a bucket that nobody has, the neighbour says so', async () => {
  await expect(get('nobodys')).rejects.toMatchObject({ name: 'NoSuchBucket' })
})

test('given a neighbour that does not answer, that is said as S3 says it', async () => {
  // A port on which nothing listens any more.
  tellWhere('http://127.0.0.1:1')
  await expect(get('theirs')).rejects.toThrow(
    /The cloud that has this bucket does not answer: .*ECONNREFUSED/,
  )
})
