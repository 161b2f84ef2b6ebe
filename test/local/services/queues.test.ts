import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type Message,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createQueues, type Queues } from '../../../local/services/queues.ts'
import {
  clientSettings,
  createTestCloud,
  createTestInvoker,
  type TestCloud,
  type TestFunctions,
} from './test-cloud.ts'

interface QueueEvent {
  Records: { messageId: string; body: string; attributes: { ApproximateReceiveCount: string } }[]
}

let cloud: TestCloud
let queues: Queues
let client: SQSClient
let functions: TestFunctions
let mailUrl: string

const mailArn = 'arn:aws:sqs:eu-central-1:000000000000:Mail'
const deadArn = 'arn:aws:sqs:eu-central-1:000000000000:Dead'

async function start(directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  let baseUrl = ''
  queues = createQueues(cloud.ground('sqs'), {
    queues: [
      {
        queueName: 'Mail',
        properties: {
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: deadArn, maxReceiveCount: 2 },
        },
      },
      { queueName: 'Dead', properties: { MessageRetentionPeriod: 1209600 } },
    ],
    invoker: createTestInvoker(functions),
    baseUrl: () => baseUrl,
  })
  baseUrl = await cloud.serve(queues.endpoint)
  client = new SQSClient(clientSettings(baseUrl))
  mailUrl = queues.queueUrl('Mail')
}

async function stop(): Promise<void> {
  client.destroy()
  await queues.stop()
  await cloud.close()
}

beforeEach(async () => {
  functions = {}
  await start()
})
afterEach(async () => {
  await stop()
  cloud.remove()
})

const send = (MessageBody: string, DelaySeconds = 0) =>
  client.send(new SendMessageCommand({ QueueUrl: mailUrl, MessageBody, DelaySeconds }))
const receive = async (more = {}): Promise<Message[]> =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl: mailUrl, MaxNumberOfMessages: 10, ...more })))
    .Messages ?? []

describe('a queue', () => {
  test('gives a message with its attributes, which the SDK checks, and hides it', async () => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: mailUrl,
        MessageBody: 'Grüße',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'invitation' },
          raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
        },
      }),
    )
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] })
    expect(message?.Body).toBe('Grüße')
    expect(message?.MessageAttributes?.kind?.StringValue).toBe('invitation')
    expect(message?.MessageAttributes?.raw?.BinaryValue).toEqual(new Uint8Array([1, 2]))
    expect(message?.Attributes?.ApproximateReceiveCount).toBe('1')
    expect(await receive()).toEqual([])
  })

  test('shows a message again after its visibility timeout, and not after it was deleted', async () => {
    await send('a')
    await receive()
    await cloud.clock.advance(61_000)
    const [again] = await receive()
    expect(again?.Body).toBe('a')
    await client.send(new DeleteMessageCommand({ QueueUrl: mailUrl, ReceiptHandle: again?.ReceiptHandle }))
    await cloud.clock.advance(61_000)
    expect(await receive()).toEqual([])
  })

  test('moves a message that was received too often to the dead letters', async () => {
    await send('a')
    for (const _ of [1, 2]) {
      const [message] = await receive()
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: mailUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      )
    }
    expect(await receive()).toEqual([])
    expect(queues.counts('Dead').visible).toBe(1)
  })

  test('holds a delayed message back', async () => {
    await send('later', 30)
    expect(await receive()).toEqual([])
    await cloud.clock.advance(30_000)
    expect((await receive())[0]?.Body).toBe('later')
  })

  test('keeps its messages over a restart', async () => {
    await send('kept')
    await stop()
    await start(cloud.directory)
    expect((await receive())[0]?.Body).toBe('kept')
  })

  test('wakes a receiver that waits', async () => {
    const waiting = receive({ WaitTimeSeconds: 10 })
    await send('now')
    expect((await waiting)[0]?.Body).toBe('now')
  })

  test('answers a batch entry by entry, tells its numbers and can be emptied', async () => {
    const Entries = ['a', 'b', 'c'].map((body) => ({ Id: body, MessageBody: body }))
    const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl: mailUrl, Entries }))
    expect(Successful?.map((each) => each.Id)).toEqual(['a', 'b', 'c'])
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: mailUrl, AttributeNames: ['All'] }),
    )
    expect(Attributes?.ApproximateNumberOfMessages).toBe('3')
    expect(Attributes?.QueueArn).toBe(mailArn)
    await client.send(new PurgeQueueCommand({ QueueUrl: mailUrl }))
    expect(queues.counts('Mail').visible).toBe(0)
  })

  test('is found by name; one that is not there and an operation that is not done are refused', async () => {
    const found = await client.send(new GetQueueUrlCommand({ QueueName: 'Mail' }))
    expect(found.QueueUrl).toBe(mailUrl)
    expect((await client.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(2)
    const missing = client.send(new GetQueueUrlCommand({ QueueName: 'Nope' }))
    await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist)
    const tags = client.send(new ListQueueTagsCommand({ QueueUrl: mailUrl }))
    await expect(tags).rejects.toMatchObject({ name: 'UnknownOperationException' })
  })
})

describe('a function fed from a queue', () => {
  const attach = (more: Record<string, unknown> = {}): void =>
    queues.attachEventSource('Mapping', { EventSourceArn: mailArn, FunctionName: 'SendMail', ...more })

  test('gets the messages, which are gone when it is done', async () => {
    const bodies: string[] = []
    functions.SendMail = (event: QueueEvent) => {
      bodies.push(...event.Records.map((record) => record.body))
    }
    attach()
    await send('a')
    await send('b')
    await cloud.clock.settle()
    expect(bodies.sort()).toEqual(['a', 'b'])
    expect(queues.counts('Mail')).toEqual({ visible: 0, hidden: 0, delayed: 0 })
  })

  test('gets what it reported as failed again after the visibility timeout, and then it is a dead letter', async () => {
    const seen: string[] = []
    functions.SendMail = (event: QueueEvent) => {
      const [record] = event.Records
      seen.push(`${record?.body} ${record?.attributes.ApproximateReceiveCount}`)
      return { batchItemFailures: [{ itemIdentifier: record?.messageId }] }
    }
    attach({ FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 1 })
    await send('bad')
    await cloud.clock.settle()
    await cloud.clock.advance(200_000)
    expect(seen).toEqual(['bad 1', 'bad 2'])
    expect(queues.counts('Dead').visible).toBe(1)
  })

  test('runs at most so often at once', async () => {
    let running = 0
    let most = 0
    functions.SendMail = async () => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running--
    }
    attach({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })
    for (let at = 0; at < 12; at++) await send(`m${at}`)
    await cloud.clock.settle()
    expect(most).toBe(2)
    expect(queues.counts('Mail').hidden).toBe(0)
  })

  test('gets a window of messages at once', async () => {
    const sizes: number[] = []
    functions.SendMail = (event: QueueEvent) => {
      sizes.push(event.Records.length)
    }
    attach({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 })
    for (let at = 0; at < 12; at++) await send(`m${at}`)
    await cloud.clock.advance(5_000)
    expect(sizes).toEqual([12])
  })

  test('that was running when the cloud was killed gets its messages again at the next start', async () => {
    functions.SendMail = () => new Promise(() => {})
    attach()
    await send('a')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(queues.counts('Mail').hidden).toBe(1)
    client.destroy()
    await cloud.close()
    const bodies: string[] = []
    functions = {
      SendMail: (event: QueueEvent) => {
        bodies.push(...event.Records.map((record) => record.body))
      },
    }
    await start(cloud.directory)
    attach()
    await cloud.clock.settle()
    expect(bodies).toEqual(['a'])
  })
})
