import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDynamoDb, type DynamoDb } from '../../../local/services/dynamodb.ts'
import { recordsTable } from './dynamodb/records-table.ts'
import { clientSettings, createTestCloud, createTestInvoker, type TestCloud } from './test-cloud.ts'

let cloud: TestCloud
let dynamo: DynamoDb
let client: DynamoDBClient

async function start(directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  dynamo = await createDynamoDb(cloud.ground('dynamodb'), {
    tables: [recordsTable],
    invoker: createTestInvoker({}),
    sendToDestination: async () => {},
  })
  client = new DynamoDBClient(clientSettings(await cloud.serve(dynamo.endpoint)))
}

async function stop(): Promise<void> {
  client.destroy()
  await dynamo.stop()
  await cloud.close()
}

beforeAll(() => start(), 60_000)
afterAll(async () => {
  await stop()
  cloud.remove()
})
beforeEach(() => cloud.metered.clear())

const put = (sk: string, more: Record<string, { S: string }> = {}): PutItemCommand =>
  new PutItemCommand({ TableName: 'Records', Item: { pk: { S: 'p' }, sk: { S: sk }, ...more } })
const written = (): number | undefined => cloud.metered.get('dynamodb Records writeUnits')
const read = (): number | undefined => cloud.metered.get('dynamodb Records readUnits')

describe('tables', () => {
  test('a table of the template is there with its indexes, stream and time to live', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Records' }))
    expect(Table?.GlobalSecondaryIndexes?.map((index) => index.IndexName).sort()).toEqual([
      'byOwner',
      'bySubject',
    ])
    expect(Table?.StreamSpecification?.StreamViewType).toBe('NEW_AND_OLD_IMAGES')
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: 'Records' }))
    expect(ttl.TimeToLiveDescription?.AttributeName).toBe('ttl')
  })

  test('what was written is still there after a restart on the same directory', async () => {
    await client.send(put('kept', { note: { S: 'still here' } }))
    await stop()
    await start(cloud.directory)
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'Records', Key: { pk: { S: 'p' }, sk: { S: 'kept' } } }),
    )
    expect(Item?.note).toEqual({ S: 'still here' })
  }, 30_000)
})

describe('metering', () => {
  test('a put counts a unit per kilobyte and per index entry, and the answer stays as asked', async () => {
    const answer = await client.send(put('a', { owner: { S: 'me' }, text: { S: 'x'.repeat(1500) } }))
    expect(answer.ConsumedCapacity).toBeUndefined()
    expect(written()).toBe(2 + 1)
  })

  test('whoever asks for capacity gets it', async () => {
    const answer = await client.send(
      new GetItemCommand({
        TableName: 'Records',
        Key: { pk: { S: 'p' }, sk: { S: 'a' } },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    )
    expect(answer.ConsumedCapacity?.CapacityUnits).toBe(1)
    expect(read()).toBe(1)
  })

  test('a query counts by what it reads', async () => {
    const found = await client.send(
      new QueryCommand({
        TableName: 'Records',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'p' } },
      }),
    )
    expect(found.Items?.length).toBeGreaterThan(0)
    expect(read()).toBe(0.5)
  })

  test('a transaction counts two units per kilobyte of each item and one per index entry', async () => {
    await client.send(put('c'))
    cloud.metered.clear()
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Put: {
              TableName: 'Records',
              Item: {
                pk: { S: 'p' },
                sk: { S: 't1' },
                owner: { S: 'me' },
                subject: { S: 'you' },
                text: { S: 'x'.repeat(1500) },
              },
            },
          },
          {
            Update: {
              TableName: 'Records',
              Key: { pk: { S: 'p' }, sk: { S: 'a' } },
              UpdateExpression: 'SET #n = :n',
              ExpressionAttributeNames: { '#n': 'note' },
              ExpressionAttributeValues: { ':n': { S: 'short' } },
            },
          },
          {
            ConditionCheck: {
              TableName: 'Records',
              Key: { pk: { S: 'p' }, sk: { S: 'c' } },
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
        ],
      }),
    )
    const put2kB = 2 * 2 + 1 + 2
    const update2kB = 2 * 2
    const condition = 2
    expect(written()).toBe(put2kB + update2kB + condition)
  })

  test('a failed condition is billed and told as on AWS', async () => {
    const refused = client.send(
      new UpdateItemCommand({
        TableName: 'Records',
        Key: { pk: { S: 'p' }, sk: { S: 'nowhere' } },
        ConditionExpression: 'attribute_exists(pk)',
        UpdateExpression: 'SET a = :a',
        ExpressionAttributeValues: { ':a': { S: '1' } },
      }),
    )
    await expect(refused).rejects.toBeInstanceOf(ConditionalCheckFailedException)
    expect(written()).toBe(1)
  })

  test('a cancelled transaction says why', async () => {
    const refused = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Delete: {
              TableName: 'Records',
              Key: { pk: { S: 'p' }, sk: { S: 'nowhere' } },
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
        ],
      }),
    )
    const error = await refused.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TransactionCanceledException)
    expect((error as TransactionCanceledException).CancellationReasons?.[0]?.Code).toBe(
      'ConditionalCheckFailed',
    )
    expect(written()).toBe(2)
  })
})

test('PartiQL is refused by name', async () => {
  const refused = client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM Records' }))
  await expect(refused).rejects.toMatchObject({ name: 'UnknownOperationException' })
})
