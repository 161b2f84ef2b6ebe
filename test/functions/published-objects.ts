import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { readLogObject } from '../../functions/store/log-objects.ts'

/** Every object of a bucket by its path. */
export async function publishedObjects(s3: S3Client, bucket: string): Promise<Map<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>()
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const { Contents = [], NextContinuationToken } = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    )
    for (const { Key = '' } of Contents) {
      const bytes = await readLogObject(s3, bucket, Key)
      if (bytes !== undefined) objects.set(Key, bytes)
    }
    token = NextContinuationToken
  }
  return objects
}
