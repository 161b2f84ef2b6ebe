import type { S3Client } from '@aws-sdk/client-s3'
import { CHECKPOINT_PATH, historyPath, type LogObjects } from '../trail/sequencer/log-objects.ts'

/** The published log: the objects of the bucket, at its root, in the layout of C2SP tlog-tiles. */
export interface LogObject {
  bytes: Uint8Array
  /** The entity tag, to write the next version only over this one. */
  version: string
}

/** An object with its version; undefined when there is none. Everything else that goes wrong is thrown. */
export async function findLogObject(
  client: S3Client,
  bucket: string,
  path: string,
): Promise<LogObject | undefined> {
  const { GetObjectCommand } = await s3()
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: path }))
    if (Body === undefined || ETag === undefined)
      throw new Error(`The log object ${path} came without content`)
    return { bytes: await Body.transformToByteArray(), version: ETag }
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) return undefined
    throw error
  }
}

/** An object's bytes; undefined when there is none. At most 16 MB, which is a full bundle of the largest entries. */
export async function readLogObject(
  client: S3Client,
  bucket: string,
  path: string,
): Promise<Uint8Array | undefined> {
  return (await findLogObject(client, bucket, path))?.bytes
}

/** Writes an object that never changes. `exists`: there is one already, with whatever content. */
export async function putOnce(
  client: S3Client,
  bucket: string,
  path: string,
  bytes: Uint8Array,
): Promise<'written' | 'exists'> {
  const written = await putIf(client, bucket, path, bytes, { IfNoneMatch: '*' })
  return written ? 'written' : 'exists'
}

/**
 * Writes the checkpoint over the version that was read, or as the first one. `false` when somebody else wrote since.
 * @param over the version that `findLogObject` told; undefined when there was none.
 */
export async function swapCheckpoint(
  client: S3Client,
  bucket: string,
  bytes: Uint8Array,
  over: string | undefined,
): Promise<boolean> {
  const condition = over === undefined ? { IfNoneMatch: '*' } : { IfMatch: over }
  return putIf(client, bucket, CHECKPOINT_PATH, bytes, condition)
}

/** The sizes for which the history holds a checkpoint, in no useful order; 1,000 for each request that it takes. */
export async function listHistory(client: S3Client, bucket: string): Promise<number[]> {
  const { paginateListObjectsV2 } = await s3()
  const sizes: number[] = []
  const prefix = historyPath(0).slice(0, -1)
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '' } of page.Contents ?? []) {
      const size = Number(Key.slice(prefix.length))
      if (Number.isSafeInteger(size) && historyPath(size) === Key) sizes.push(size)
    }
  }
  return sizes
}

/** The bucket as the sequencer sees it. */
export function createLogObjects(client: S3Client, bucket: string): LogObjects {
  return {
    read: (path) => findLogObject(client, bucket, path),
    putOnce: (path, bytes) => putOnce(client, bucket, path, bytes),
    swapCheckpoint: (bytes, over) => swapCheckpoint(client, bucket, bytes, over),
    listHistory: () => listHistory(client, bucket),
  }
}

/** S3 refuses one of two simultaneous conditional writes with 409 and asks to try again; the next answer is final. */
const MOST_TRIES = 5

async function putIf(
  client: S3Client,
  bucket: string,
  path: string,
  bytes: Uint8Array,
  condition: { IfNoneMatch: string } | { IfMatch: string },
): Promise<boolean> {
  const { PutObjectCommand } = await s3()
  for (let tries = 1; ; tries += 1) {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: path,
          Body: bytes,
          ContentType: path.includes('checkpoint') ? 'text/plain; charset=utf-8' : 'application/octet-stream',
          ...condition,
        }),
      )
      return true
    } catch (error) {
      if (isNamed(error, 'PreconditionFailed')) return false
      if (!isNamed(error, 'ConditionalRequestConflict') || tries === MOST_TRIES) throw error
    }
  }
}

const isNamed = (error: unknown, name: string) => error instanceof Error && error.name === name

/** Loaded when it is needed: not everybody who may read the log does so in every request. */
const s3 = () => import('@aws-sdk/client-s3')
