import type { S3Client } from '@aws-sdk/client-s3'
import { type LogSource, SourceTrouble } from '../trail/verify/log-source.ts'

/** As many objects as one connection pool of the SDK's default size serves well. */
const READ_AHEAD = 32

/** The published log, object by object, for whoever verifies it whole. What goes wrong in S3 itself is thrown. */
export function createLogSource(client: S3Client, bucket: string): LogSource {
  return {
    readAhead: READ_AHEAD,
    async read(path, maxBytes) {
      const { GetObjectCommand } = await s3()
      try {
        const { Body, ContentLength = 0 } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: path }),
        )
        if (ContentLength > maxBytes) {
          // Else the connection would be kept for what nobody reads.
          await Body?.transformToWebStream().cancel()
          throw new SourceTrouble(`It has ${ContentLength} bytes; no more than ${maxBytes} belong there.`)
        }
        return (await Body?.transformToByteArray()) ?? new Uint8Array(0)
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined
        throw error
      }
    },
    async *list() {
      const { paginateListObjectsV2 } = await s3()
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket }))
        for (const { Key } of Contents) if (Key !== undefined) yield Key
    },
  }
}

const s3 = () => import('@aws-sdk/client-s3')
