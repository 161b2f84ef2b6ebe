import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectRetentionCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createObjectStore, type ObjectStore } from '../../../local/services/object-store.ts'
import { clientSettings, createTestCloud, type TestCloud } from './test-cloud.ts'

let cloud: TestCloud
let store: ObjectStore
let client: S3Client

async function start(directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  store = createObjectStore(cloud.ground('s3'), {
    buckets: [
      { bucketName: 'plain', properties: {} },
      {
        bucketName: 'log',
        properties: {
          ObjectLockEnabled: true,
          VersioningConfiguration: { Status: 'Enabled' },
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1 } },
          },
        },
      },
    ],
  })
  client = new S3Client({ ...clientSettings(await cloud.serve(store.endpoint)), maxAttempts: 1 })
}

async function stop(): Promise<void> {
  client.destroy()
  await cloud.close()
}

beforeEach(() => start())
afterEach(async () => {
  await stop()
  cloud.remove()
})

const put = (
  Key: string,
  Body: NonNullable<PutObjectCommandInput['Body']>,
  more: Partial<Omit<PutObjectCommandInput, 'Body'>> = {},
) => client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body, ...more }))
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  client.send(new GetObjectCommand({ Bucket: 'plain', Key, ...more }))
const text = async (Key: string, more: Partial<GetObjectCommandInput> = {}): Promise<string> =>
  (await (await get(Key, more)).Body?.transformToString()) ?? ''

describe('an object', () => {
  test('comes back as it was put, with its headers and a checksum that the SDK compares', async () => {
    await put('tile/0/x001/067', 'Grüße', {
      ContentType: 'text/plain; charset=utf-8',
      Metadata: { kind: 'tile' },
    })
    const found = await get('tile/0/x001/067', { ChecksumMode: 'ENABLED' })
    expect(await found.Body?.transformToString()).toBe('Grüße')
    expect(found.ContentType).toBe('text/plain; charset=utf-8')
    expect(found.Metadata).toEqual({ kind: 'tile' })
    expect(found.ChecksumCRC32).toBeTypeOf('string')
    const head = await client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'tile/0/x001/067' }))
    expect(head.ContentLength).toBe(7)
    expect(head.ETag).toBe(found.ETag)
  })

  test('may be streamed: what the SDK sends in pieces is stored without them', async () => {
    const pieces = ['a'.repeat(70_000), 'b'.repeat(70_000), 'c']
    await put('streamed', Readable.from(pieces.map((piece) => Buffer.from(piece))), {
      ContentLength: 140_001,
    })
    expect(await text('streamed')).toBe(pieces.join(''))
  })

  test('is given in parts', async () => {
    await put('digits', '0123456789')
    const part = await get('digits', { Range: 'bytes=2-4' })
    expect(await part.Body?.transformToString()).toBe('234')
    expect(part.ContentRange).toBe('bytes 2-4/10')
    expect(await text('digits', { Range: 'bytes=-3' })).toBe('789')
    await expect(get('digits', { Range: 'bytes=20-' })).rejects.toMatchObject({ name: 'InvalidRange' })
  })

  test('is there after a restart, and gone after it was deleted', async () => {
    await put('kept', 'still here')
    await stop()
    await start(cloud.directory)
    expect(await text('kept')).toBe('still here')
    await client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'kept' }))
    await expect(get('kept')).rejects.toBeInstanceOf(NoSuchKey)
    const head = client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'kept' }))
    await expect(head).rejects.toBeInstanceOf(NotFound)
  })

  test('that does not match its checksum is refused', async () => {
    await expect(put('bad', 'x', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(get('bad')).rejects.toBeInstanceOf(NoSuchKey)
  })
})

describe('conditions', () => {
  test('an object that must be new is put once, also when many try at the same time', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => put('once', `writer ${at}`, { IfNoneMatch: '*' })),
    )
    const refused = tries.filter((each) => each.status === 'rejected')
    expect(refused).toHaveLength(7)
    expect(refused[0]?.reason).toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    })
  })

  test('an object is replaced only by who knows it', async () => {
    const { ETag } = await put('head', 'one')
    await put('head', 'two', { IfMatch: ETag })
    await expect(put('head', 'three', { IfMatch: ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    await expect(put('nowhere', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect(await text('head')).toBe('two')
  })
})

describe('a listing', () => {
  const list = (more = {}) => client.send(new ListObjectsV2Command({ Bucket: 'plain', ...more }))

  test('is in byte order, in pages, from after a key', async () => {
    for (const key of ['b', 'a/2', 'a/1', 'ä', 'c & d']) await put(key, key)
    const first = await list({ MaxKeys: 3 })
    expect(first.Contents?.map((each) => each.Key)).toEqual(['a/1', 'a/2', 'b'])
    const second = await list({ ContinuationToken: first.NextContinuationToken })
    expect(second.Contents?.map((each) => each.Key)).toEqual(['c & d', 'ä'])
    expect(second.IsTruncated).toBe(false)
    expect((await list({ StartAfter: 'b' })).KeyCount).toBe(2)
  })

  test('gathers what lies below a delimiter', async () => {
    for (const key of ['tile/0/000', 'tile/0/001', 'tile/1/000', 'tile/checkpoint']) await put(key, key)
    const found = await list({ Prefix: 'tile/', Delimiter: '/' })
    expect(found.CommonPrefixes?.map((each) => each.Prefix)).toEqual(['tile/0/', 'tile/1/'])
    expect(found.Contents?.map((each) => each.Key)).toEqual(['tile/checkpoint'])
  })
})

describe('a bucket with object lock', () => {
  const lock = { Bucket: 'log', Key: 'tile' }

  test('keeps every version and holds it for as long as its rule says', async () => {
    const first = await put('tile', 'one', { Bucket: 'log' })
    await put('tile', 'two', { Bucket: 'log' })
    expect(await text('tile', { Bucket: 'log', VersionId: first.VersionId })).toBe('one')
    const remove = () => client.send(new DeleteObjectCommand({ ...lock, VersionId: first.VersionId }))
    await expect(remove()).rejects.toMatchObject({ name: 'AccessDenied' })
    await cloud.clock.advance(86_400_000)
    await remove()
    const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket: 'log' }))
    expect(Versions).toHaveLength(1)
  })

  test('hides an object behind a delete marker, whose versions are still there', async () => {
    const { VersionId } = await put('tile', 'one', { Bucket: 'log' })
    const removed = await client.send(new DeleteObjectCommand(lock))
    expect(removed.DeleteMarker).toBe(true)
    await expect(get('tile', { Bucket: 'log' })).rejects.toBeInstanceOf(NoSuchKey)
    expect(await text('tile', { Bucket: 'log', VersionId })).toBe('one')
    const many = await client.send(
      new DeleteObjectsCommand({ Bucket: 'log', Delete: { Objects: [{ Key: 'tile', VersionId }] } }),
    )
    expect(many.Errors?.[0]?.Code).toBe('AccessDenied')
  })

  test('can be held longer, never shorter, and governance can be got around', async () => {
    await put('tile', 'one', { Bucket: 'log' })
    const held = (await client.send(new GetObjectRetentionCommand(lock))).Retention?.RetainUntilDate
    const until = (ms: number, Mode: 'COMPLIANCE' | 'GOVERNANCE' = 'COMPLIANCE') =>
      client.send(
        new PutObjectRetentionCommand({
          ...lock,
          Retention: { Mode, RetainUntilDate: new Date((held?.getTime() ?? 0) + ms) },
        }),
      )
    await expect(until(-60_000)).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(until(60_000, 'GOVERNANCE')).rejects.toMatchObject({ name: 'AccessDenied' })
    await until(60_000)

    const soft = { Bucket: 'log', Key: 'soft' }
    const { VersionId } = await put('soft', 'x', {
      ...soft,
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(Date.now() + 3_600_000),
    })
    const remove = (BypassGovernanceRetention?: boolean) =>
      client.send(new DeleteObjectCommand({ ...soft, VersionId, BypassGovernanceRetention }))
    await expect(remove()).rejects.toMatchObject({ name: 'AccessDenied' })
    await client.send(new PutObjectLegalHoldCommand({ ...soft, LegalHold: { Status: 'ON' } }))
    await expect(remove(true)).rejects.toMatchObject({ name: 'AccessDenied' })
    await client.send(new PutObjectLegalHoldCommand({ ...soft, LegalHold: { Status: 'OFF' } }))
    await remove(true)
  })
})

test('what is not there and what is not done is refused by name', async () => {
  const bucket = client.send(new HeadBucketCommand({ Bucket: 'nope' }))
  await expect(bucket).rejects.toBeInstanceOf(NotFound)
  await expect(put('x', 'x', { Bucket: 'nope' })).rejects.toMatchObject({ name: 'NoSuchBucket' })
  const copy = client.send(new CopyObjectCommand({ Bucket: 'plain', Key: 'b', CopySource: 'plain/a' }))
  await expect(copy).rejects.toMatchObject({ name: 'NotImplemented' })
})
