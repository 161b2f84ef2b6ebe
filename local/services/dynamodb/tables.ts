import { setTimeout as sleep } from 'node:timers/promises'
import { AwsError, isRecord } from '../wire.ts'
import type { JavaClient } from './java-client.ts'

/** A table of the template: `AWS::DynamoDB::Table` or `AWS::DynamoDB::GlobalTable`, its values resolved. */
export interface TableDeclaration {
  tableName: string
  properties: Record<string, unknown>
}

/** What metering and streams need to know of a table. */
export interface TableShape {
  tableName: string
  keyNames: string[]
  indexes: IndexShape[]
  streamed: boolean
  /** DynamoDB Local's own ARN of the table's stream. */
  streamArn: string | undefined
}

export interface IndexShape {
  name: string
  keyNames: string[]
  /** KEYS_ONLY, INCLUDE or ALL */
  projection: string
  included: string[]
}

/**
 * Brings a table of DynamoDB Local to what the template says: creates it, or adds and removes indexes, stream and time
 * to live. Running it again changes nothing. Throws when the template asks for other keys than the stored table has.
 */
export async function ensureTable(client: JavaClient, declaration: TableDeclaration): Promise<TableShape> {
  const { tableName } = declaration
  const wanted = wantedTable(declaration)
  const existing = await describe(client, tableName)
  if (existing === undefined) {
    await client.call('CreateTable', wanted)
  } else {
    await update(client, wanted, existing)
  }
  await whenActive(client, tableName)
  await ensureTimeToLive(client, declaration)
  return shapeOf(await whenActive(client, tableName))
}

function wantedTable({ tableName, properties }: TableDeclaration): Record<string, unknown> {
  const stream = properties.StreamSpecification
  const globalIndexes = list(properties.GlobalSecondaryIndexes).map(wantedIndex)
  const localIndexes = list(properties.LocalSecondaryIndexes).map(wantedIndex)
  return {
    TableName: tableName,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(globalIndexes.length > 0 ? { GlobalSecondaryIndexes: globalIndexes } : {}),
    ...(localIndexes.length > 0 ? { LocalSecondaryIndexes: localIndexes } : {}),
    ...(isRecord(stream)
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.StreamViewType } }
      : {}),
  }
}

function wantedIndex(index: Record<string, unknown>): Record<string, unknown> {
  return { IndexName: index.IndexName, KeySchema: index.KeySchema, Projection: index.Projection }
}

async function update(
  client: JavaClient,
  wanted: Record<string, unknown>,
  existing: Record<string, unknown>,
): Promise<void> {
  const tableName = String(wanted.TableName)
  if (keySignature(wanted.KeySchema) !== keySignature(existing.KeySchema)) {
    throw new Error(
      `The table ${tableName} on disk has other keys than the template now asks for. Keys cannot be changed; start with a fresh data directory.`,
    )
  }
  const has = new Map(list(existing.GlobalSecondaryIndexes).map((index) => [index.IndexName, index]))
  const wants = new Map(list(wanted.GlobalSecondaryIndexes).map((index) => [index.IndexName, index]))
  for (const [name, index] of has) {
    const same = wants.get(name)
    if (same !== undefined && keySignature(same.KeySchema) === keySignature(index.KeySchema)) continue
    await client.call('UpdateTable', {
      TableName: tableName,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }],
    })
    await whenActive(client, tableName)
    has.delete(name)
  }
  for (const [name, index] of wants) {
    if (has.has(name)) continue
    await client.call('UpdateTable', {
      TableName: tableName,
      AttributeDefinitions: wanted.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    })
    await whenActive(client, tableName)
  }
  const streamNow = isRecord(existing.StreamSpecification)
    ? existing.StreamSpecification.StreamViewType
    : undefined
  const streamWanted = isRecord(wanted.StreamSpecification) ? wanted.StreamSpecification : undefined
  if (streamNow === streamWanted?.StreamViewType) return
  if (streamNow !== undefined) {
    await client.call('UpdateTable', { TableName: tableName, StreamSpecification: { StreamEnabled: false } })
    await whenActive(client, tableName)
  }
  if (streamWanted !== undefined) {
    await client.call('UpdateTable', { TableName: tableName, StreamSpecification: streamWanted })
  }
}

async function ensureTimeToLive(
  client: JavaClient,
  { tableName, properties }: TableDeclaration,
): Promise<void> {
  const wanted = properties.TimeToLiveSpecification
  const wantedName = isRecord(wanted) && wanted.Enabled !== false ? wanted.AttributeName : undefined
  const { TimeToLiveDescription: now } = await client.call('DescribeTimeToLive', { TableName: tableName })
  const nameNow = isRecord(now) && now.TimeToLiveStatus === 'ENABLED' ? now.AttributeName : undefined
  if (wantedName === nameNow) return
  const set = (AttributeName: unknown, Enabled: boolean): Promise<unknown> =>
    client.call('UpdateTimeToLive', {
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName, Enabled },
    })
  if (nameNow !== undefined) await set(nameNow, false)
  if (wantedName !== undefined) await set(wantedName, true)
}

async function describe(client: JavaClient, tableName: string): Promise<Record<string, unknown> | undefined> {
  try {
    const { Table } = await client.call('DescribeTable', { TableName: tableName })
    return isRecord(Table) ? Table : undefined
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}

async function whenActive(client: JavaClient, tableName: string): Promise<Record<string, unknown>> {
  for (let waitMs = 5; waitMs < 5_000; waitMs *= 2) {
    const table = await describe(client, tableName)
    const indexes = list(table?.GlobalSecondaryIndexes)
    const settled = indexes.every((index) => index.IndexStatus === 'ACTIVE')
    if (table?.TableStatus === 'ACTIVE' && settled) return table
    await sleep(waitMs)
  }
  throw new Error(`DynamoDB Local does not get the table ${tableName} ready.`)
}

function shapeOf(table: Record<string, unknown>): TableShape {
  return {
    tableName: String(table.TableName),
    keyNames: keyNames(table.KeySchema),
    indexes: list(table.GlobalSecondaryIndexes).map((index) => {
      const projection = isRecord(index.Projection) ? index.Projection : {}
      return {
        name: String(index.IndexName),
        keyNames: keyNames(index.KeySchema),
        projection: String(projection.ProjectionType),
        included: Array.isArray(projection.NonKeyAttributes) ? projection.NonKeyAttributes.map(String) : [],
      }
    }),
    streamed: isRecord(table.StreamSpecification) && table.StreamSpecification.StreamEnabled === true,
    streamArn: typeof table.LatestStreamArn === 'string' ? table.LatestStreamArn : undefined,
  }
}

function keyNames(schema: unknown): string[] {
  return list(schema).map((element) => String(element.AttributeName))
}

function keySignature(schema: unknown): string {
  return list(schema)
    .map((element) => `${element.KeyType}:${element.AttributeName}`)
    .join(' ')
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
