import type { S3Client } from '@aws-sdk/client-s3'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { MAX_NOTE_BYTES } from '../trail/note.ts'

/** The log's bucket did not answer, or does not let the witness read: nothing can be said of the log. */
export class LogUnreachable extends Error {
  override name = 'LogUnreachable'
}

/** The largest object that a witness needs, a checkpoint; a tile is 8 KiB. */
const MOST_BYTES = MAX_NOTE_BYTES

/**
 * Reads objects of a log that may wish its witness ill: at most one byte more than the largest that it needs, so that too
 * large shows and fills nothing. Undefined where there is no such object.
 */
export function createLogReader(client: S3Client, bucket: string) {
  return async (path: string): Promise<Uint8Array | undefined> => {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: path, Range: `bytes=0-${MOST_BYTES}` }),
      )
      return (await Body?.transformToByteArray()) ?? new Uint8Array(0)
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (name === 'NoSuchKey') return undefined
      // Of an object without a single byte there is no range.
      if (name === 'InvalidRange') return new Uint8Array(0)
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      throw new LogUnreachable(`The log's bucket ${bucket} does not give ${path}. ${why}`)
    }
  }
}
