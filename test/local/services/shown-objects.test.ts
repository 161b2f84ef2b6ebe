import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createObjectStore, type ObjectStore } from '../../../local/services/object-store.ts'
import { clientSettings, createTestCloud, type TestCloud } from './test-cloud.ts'

let cloud: TestCloud
let client: S3Client
let store: ObjectStore
let shownIn: string

async function start(directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  store = createObjectStore(cloud.ground('s3'), {
    buckets: [
      { bucketName: 'log', properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      { bucketName: 'plain', properties: {} },
    ],
    shownIn,
  })
  client = new S3Client({ ...clientSettings(await cloud.serve(store.endpoint)), maxAttempts: 1 })
}

async function stop(): Promise<void> {
  client.destroy()
  await cloud.close()
}

beforeEach(async () => {
  shownIn = mkdtempSync(join(tmpdir(), 'shown-'))
  await start()
})
afterEach(async () => {
  await stop()
  cloud.remove()
  rmSync(shownIn, { recursive: true, force: true })
})

const put = (Bucket: string, Key: string, Body: string) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }))
const path = (...names: string[]) => join(shownIn, ...names)
const text = (...names: string[]) => readFileSync(path(...names), 'utf8')

describe('the buckets as plain files', () => {
  test('hold each object under its key, the newest where there are several', async () => {
    await put('log', 'tile/0/000.p/8', 'part')
    await put('log', 'tile/0/000', 'whole')
    for (const content of ['1', '2', '3']) await put('log', 'checkpoint', content)
    await put('plain', 'checkpoint', 'another bucket')
    expect(text('log', 'tile/0/000.p/8')).toBe('part')
    expect(text('log', 'tile/0/000')).toBe('whole')
    expect(text('log', 'checkpoint')).toBe('3')
    expect(text('plain', 'checkpoint')).toBe('another bucket')
  })

  test('show the last of many that write at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => put('plain', 'one', String(at))))
    expect(text('plain', 'one')).toBe((await store.read('plain', 'one')).toString())
  })

  test('lose what is deleted', async () => {
    await put('log', 'a/b', 'x')
    await client.send(new DeleteObjectCommand({ Bucket: 'log', Key: 'a/b' }))
    expect(existsSync(path('log', 'a', 'b'))).toBe(false)
  })

  test('share their bytes with the store and cannot be written by mistake', async () => {
    await put('log', 'checkpoint', '1')
    const { nlink, mode } = statSync(path('log', 'checkpoint'))
    expect(nlink).toBe(2)
    expect(mode & 0o222).toBe(0)
  })

  test('leave out keys that cannot be paths, which stay objects all the same', async () => {
    const odd = ['../../outside', 'a//b', './x', 'dir/', `${'n'.repeat(300)}`, 'file', 'file/below']
    for (const key of odd) await store.write('plain', key, Buffer.from(key))
    for (const key of odd) expect((await store.read('plain', key)).toString()).toBe(key)
    expect(existsSync(join(shownIn, '..', 'outside'))).toBe(false)
    expect(text('plain', 'file')).toBe('file')
    expect(cloud.logged.join('\n')).toMatch(/plain\/file\/below is not among the shown files/)
  })

  test('are brought in line at the start with what is stored', async () => {
    await put('log', 'checkpoint', '1')
    await put('log', 'tile/0/000', 'tile')
    await stop()
    rmSync(path('log', 'checkpoint'))
    rmSync(path('log', 'tile', '0', '000'))
    writeFileSync(path('log', 'tile', '0', '000'), 'forged')
    mkdirSync(path('log', 'extra'))
    writeFileSync(path('log', 'extra', 'file'), 'never stored')
    mkdirSync(path('gone-bucket'))
    await start(cloud.directory)
    expect(text('log', 'checkpoint')).toBe('1')
    expect(text('log', 'tile', '0', '000')).toBe('tile')
    expect(existsSync(path('log', 'extra', 'file'))).toBe(false)
    expect(existsSync(path('gone-bucket'))).toBe(false)
  })
})
