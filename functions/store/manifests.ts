import type { S3Client } from '@aws-sdk/client-s3'

/** Where a cycle's launch is written down before it happens, so that a launch that breaks off can only go on. */
export interface ManifestStore {
  client: S3Client
  bucket: string
}

export const planPath = (cycleId: string) => `manifests/${cycleId}/plan.json`
/** Read by the workflow itself: one execution input for each review. */
export const inputsPath = (cycleId: string) => `manifests/${cycleId}/reviews.json`

/** Writes once: when there is one already, that one counts and is returned. */
export async function writeOnce(store: ManifestStore, path: string, value: unknown): Promise<unknown> {
  const { PutObjectCommand } = await s3()
  try {
    await store.client.send(
      new PutObjectCommand({
        Bucket: store.bucket,
        Key: path,
        Body: JSON.stringify(value),
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    )
    return value
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error
    return readManifest(store, path)
  }
}

export async function readManifest(store: ManifestStore, path: string): Promise<unknown> {
  const { GetObjectCommand } = await s3()
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key: path }))
  if (Body === undefined) throw new Error(`The manifest ${path} is empty`)
  return JSON.parse(await Body.transformToString('utf8'))
}

/** Loaded when it is needed: of all steps only the launch pays for this client at a cold start. */
const s3 = () => import('@aws-sdk/client-s3')
