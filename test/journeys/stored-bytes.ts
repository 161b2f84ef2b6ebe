import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'
import { unmarshall } from '@aws-sdk/util-dynamodb'

const settings = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'journeys', secretAccessKey: 'journeys' },
}

export const objectStoreOf = (cloud: { awsUrl: string }) =>
  new S3Client({ ...settings, endpoint: `${cloud.awsUrl}/s3`, forcePathStyle: true })

/** Something that is stored, with all its bytes. */
export interface Stored {
  /** `table pk sk` or `bucket key version`. */
  name: string
  bytes: Buffer
}

/** Every row of every table, and every version of every object in every bucket. */
export async function everythingStored(cloud: { awsUrl: string }): Promise<Stored[]> {
  return [...(await rows(cloud)), ...(await objects(cloud))]
}

/** What holds one of these texts, byte for byte. */
export function holding(stored: readonly Stored[], texts: readonly string[]): string[] {
  const needles = texts.map((text) => Buffer.from(text, 'utf8'))
  return stored
    .filter(({ bytes }) => needles.some((needle) => bytes.includes(needle)))
    .map(({ name }) => name)
    .sort()
}

async function rows({ awsUrl }: { awsUrl: string }): Promise<Stored[]> {
  const client = new DynamoDBClient({ ...settings, endpoint: `${awsUrl}/dynamodb` })
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}))
    const found: Stored[] = []
    for (const TableName of TableNames) {
      for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
        for (const item of Items) {
          const row = unmarshall(item)
          found.push({ name: `${TableName} ${row.pk} ${row.sk}`, bytes: bytesOf(row) })
        }
      }
    }
    return found
  } finally {
    client.destroy()
  }
}

/** Texts and bytes one after the other, unescaped. */
function bytesOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (value === null || typeof value !== 'object') return Buffer.from(`${String(value)}\0`)
  return Buffer.concat(
    Object.entries(value).flatMap(([name, inner]) => [Buffer.from(`${name}\0`), bytesOf(inner)]),
  )
}

async function objects(cloud: { awsUrl: string }): Promise<Stored[]> {
  const client = objectStoreOf(cloud)
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}))
    const found: Stored[] = []
    for (const { Name = '' } of Buckets) {
      const { Versions = [], IsTruncated } = await client.send(
        new ListObjectVersionsCommand({ Bucket: Name }),
      )
      if (IsTruncated === true) throw new Error(`There is more in ${Name} than one page lists`)
      for (const { Key, VersionId } of Versions) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: Name, Key, VersionId }))
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? [])
        found.push({ name: `${Name} ${Key} ${VersionId}`, bytes })
      }
    }
    return found
  } finally {
    client.destroy()
  }
}
