import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDynamoDb, type DynamoDb, streamArnOf } from '../../../../local/services/dynamodb.ts'
import {
  clientSettings,
  createTestCloud,
  createTestInvoker,
  type TestCloud,
  type TestFunctions,
} from '../test-cloud.ts'
import { recordsTable } from './records-table.ts'

interface StreamEvent {
  Records: {
    eventName: string
    eventSourceARN: string
    dynamodb: {
      SequenceNumber: string
      Keys: { pk: { S: string }; sk: { S: string } }
      NewImage?: Record<string, { S: string }>
    }
  }[]
}

let cloud: TestCloud
let dynamo: DynamoDb
let client: DynamoDBClient
let functions: TestFunctions
let destination: { arn: string; body: string }[]
let batches: string[][]

const keysOf = (event: StreamEvent): string[] => event.Records.map((record) => record.dynamodb.Keys.sk.S)

async function start(properties: Record<string, unknown>, directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  dynamo = await createDynamoDb(cloud.ground('dynamodb'), {
    tables: [recordsTable],
    invoker: createTestInvoker(functions),
    sendToDestination: async (arn, body) => {
      destination.push({ arn, body })
    },
  })
  await dynamo.attachEventSource('Mapping', {
    EventSourceArn: streamArnOf('Records'),
    FunctionName: 'React',
    StartingPosition: 'LATEST',
    ...properties,
  })
  client = new DynamoDBClient(clientSettings(await cloud.serve(dynamo.endpoint)))
  await cloud.clock.settle()
}

async function stop(): Promise<void> {
  client.destroy()
  await dynamo.stop()
  await cloud.close()
}

async function put(sk: string, more: Record<string, { S: string }> = {}, pk = 'p'): Promise<void> {
  await client.send(
    new PutItemCommand({ TableName: 'Records', Item: { pk: { S: pk }, sk: { S: sk }, ...more } }),
  )
}

beforeEach(() => {
  destination = []
  batches = []
  functions = {
    React: (event: StreamEvent) => {
      batches.push(keysOf(event))
    },
  }
})
afterEach(async () => {
  await stop()
  cloud.remove()
})

describe('a function that reads a stream', { timeout: 20_000 }, () => {
  test('gets every write once, in order, and the cloud is busy until then', async () => {
    await start({})
    const events: StreamEvent['Records'] = []
    functions.React = (event: StreamEvent) => {
      events.push(...event.Records)
    }
    for (let at = 0; at < 20; at++) await put(`s${at}`)
    expect(dynamo.busy()).toBe(true)
    await cloud.clock.settle()
    expect(events.map((event) => event.dynamodb.Keys.sk.S)).toEqual(
      Array.from({ length: 20 }, (_, at) => `s${at}`),
    )
    expect(events[0]?.eventSourceARN).toBe(streamArnOf('Records'))
    expect(events[0]?.eventName).toBe('INSERT')
  })

  test('goes on where it was after a restart', async () => {
    await start({})
    await put('before')
    await cloud.clock.settle()
    await stop()
    await start({}, cloud.directory)
    await put('after')
    await cloud.clock.settle()
    expect(batches).toEqual([['before'], ['after']])
  })

  test('gets after a restart what it had not handled before', async () => {
    functions.React = () => {
      throw new Error('not now')
    }
    await start({})
    await put('kept')
    await stop()
    functions.React = (event: StreamEvent) => {
      batches.push(keysOf(event))
    }
    await start({}, cloud.directory)
    expect(batches).toEqual([['kept']])
  })

  test('gets only what its filters let through', async () => {
    await start({
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT'],
              dynamodb: { NewImage: { sk: { S: [{ prefix: 'step#' }] }, hidden: [{ exists: false }] } },
            }),
          },
        ],
      },
    })
    await put('step#1')
    await put('note#1')
    await client.send(
      new UpdateItemCommand({
        TableName: 'Records',
        Key: { pk: { S: 'p' }, sk: { S: 'step#1' } },
        UpdateExpression: 'SET a = :a',
        ExpressionAttributeValues: { ':a': { S: 'x' } },
      }),
    )
    await cloud.clock.settle()
    expect(batches).toEqual([['step#1']])
  })

  test('is tried again with a batch that failed', async () => {
    let calls = 0
    functions.React = (event: StreamEvent) => {
      calls++
      if (calls === 1) throw new Error('once')
      batches.push(keysOf(event))
    }
    await start({})
    await put('a')
    await cloud.clock.settle()
    expect(batches).toEqual([['a']])
  })

  test('loses only the poison record, which the destination hears of', async () => {
    functions.React = (event: StreamEvent) => {
      const keys = keysOf(event)
      if (keys.includes('poison')) throw new Error('poison')
      batches.push(keys)
    }
    await start({
      MaximumBatchingWindowInSeconds: 5,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-central-1:000000000000:Dead' } },
    })
    for (const sk of ['a', 'b', 'poison', 'c']) await put(sk)
    await cloud.clock.advance(6_000)
    expect(batches.flat().sort()).toEqual(['a', 'b', 'c'])
    expect(destination).toHaveLength(1)
    expect(destination[0]?.arn).toMatch(/:Dead$/)
    expect(JSON.parse(destination[0]?.body ?? '{}').DDBStreamBatchInfo.batchSize).toBe(1)
  })

  test('goes on after the items it reported as failed', async () => {
    let calls = 0
    functions.React = (event: StreamEvent) => {
      calls++
      batches.push(keysOf(event))
      const failed = calls === 1 ? event.Records.slice(1, 2) : []
      return {
        batchItemFailures: failed.map((record) => ({ itemIdentifier: record.dynamodb.SequenceNumber })),
      }
    }
    await start({ MaximumBatchingWindowInSeconds: 5, FunctionResponseTypes: ['ReportBatchItemFailures'] })
    for (const sk of ['a', 'b', 'c']) await put(sk)
    await cloud.clock.advance(6_000)
    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
  })

  test('keeps the order within a partition when several batches run at once', async () => {
    await start({ ParallelizationFactor: 4, BatchSize: 1 })
    const seen = new Map<string, string[]>()
    functions.React = async (event: StreamEvent) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
      for (const { dynamodb } of event.Records) {
        const item = dynamodb.Keys.sk.S
        seen.set(item, [...(seen.get(item) ?? []), dynamodb.NewImage?.step?.S ?? ''])
      }
    }
    for (let step = 0; step < 8; step++) {
      for (const item of ['x', 'y', 'z']) await put(item, { step: { S: String(step) } })
    }
    await cloud.clock.settle()
    for (const item of ['x', 'y', 'z']) {
      expect(seen.get(item)).toEqual(Array.from({ length: 8 }, (_, step) => String(step)))
    }
  })

  test('that fails for ever waits in cloud time and does not keep the cloud busy', async () => {
    let calls = 0
    functions.React = () => {
      calls++
      throw new Error('never')
    }
    await start({})
    await put('a')
    await cloud.clock.settle()
    const before = calls
    await cloud.clock.advance(120_000)
    expect(calls).toBeGreaterThan(before)
  })
})

test('an event source mapping with a setting that nothing honours is refused by its name', async () => {
  await start({})
  const attach = (more: Record<string, unknown>): Promise<void> =>
    dynamo.attachEventSource('Other', {
      EventSourceArn: streamArnOf('Records'),
      FunctionName: 'React',
      StartingPosition: 'LATEST',
      ...more,
    })
  await expect(attach({ TumblingWindowInSeconds: 5 })).rejects.toThrow(/TumblingWindowInSeconds/)
  const Pattern = JSON.stringify({ eventName: [{ cidr: '10.0.0.0/8' }] })
  await expect(attach({ FilterCriteria: { Filters: [{ Pattern }] } })).rejects.toThrow(/cidr/)
}, 20_000)
