import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTopics, type Topics } from '../../../local/services/topics.ts'
import { createTestCloud, createTestInvoker, type TestCloud, type TestFunctions } from './test-cloud.ts'

interface TopicEvent {
  Records: { EventSource: string; Sns: { Message: string; Subject: string | null; TopicArn: string } }[]
}

let cloud: TestCloud
let topics: Topics
let functions: TestFunctions
let queued: { arn: string; body: string }[]

const topicArn = 'arn:aws:sns:eu-central-1:000000000000:MailEvents'
const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:Record'
const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:Copy'
const deadArn = 'arn:aws:sqs:eu-central-1:000000000000:Dead'

function start(directory?: string, more: Record<string, unknown> = {}): void {
  cloud = createTestCloud(directory)
  topics = createTopics(cloud.ground('sns'), {
    topicArns: [topicArn],
    subscriptions: [
      {
        id: 'ToFunction',
        properties: {
          TopicArn: topicArn,
          Protocol: 'lambda',
          Endpoint: functionArn,
          RedrivePolicy: { deadLetterTargetArn: deadArn },
        },
      },
      {
        id: 'ToQueue',
        properties: {
          TopicArn: topicArn,
          Protocol: 'sqs',
          Endpoint: queueArn,
          RawMessageDelivery: true,
          ...more,
        },
      },
    ],
    invoker: createTestInvoker(functions),
    sendToQueue: async (arn, body) => {
      queued.push({ arn, body })
    },
  })
}

async function stop(): Promise<void> {
  await topics.stop()
  await cloud.close()
}

let seen: string[]
beforeEach(() => {
  queued = []
  seen = []
  functions = {
    Record: (event: TopicEvent) => {
      seen.push(...event.Records.map((record) => record.Sns.Message))
    },
  }
  start()
})
afterEach(async () => {
  await stop()
  cloud.remove()
})

describe('a message', () => {
  test('goes to every function and queue that subscribed', async () => {
    await topics.publish(topicArn, '{"eventType":"Bounce"}')
    await cloud.clock.settle()
    expect(seen).toEqual(['{"eventType":"Bounce"}'])
    expect(queued).toEqual([{ arn: queueArn, body: '{"eventType":"Bounce"}' }])
  })

  test('goes only where its filter lets it', async () => {
    await stop()
    start(cloud.directory, { FilterPolicyScope: 'MessageBody', FilterPolicy: { eventType: ['Bounce'] } })
    await topics.publish(topicArn, '{"eventType":"Send"}')
    await topics.publish(topicArn, '{"eventType":"Bounce"}')
    await cloud.clock.settle()
    expect(seen).toHaveLength(2)
    expect(queued).toHaveLength(1)
  })

  test('is delivered again to a function that failed, and is a dead letter after the third time', async () => {
    let calls = 0
    functions.Record = () => {
      calls++
      throw new Error('not now')
    }
    await topics.publish(topicArn, 'x')
    await cloud.clock.settle()
    expect(calls).toBe(1)
    await cloud.clock.advance(200_000)
    expect(calls).toBe(3)
    expect(queued.filter(({ arn }) => arn === deadArn)).toHaveLength(1)
  })

  test('that was not delivered when the cloud was killed is delivered after the next start', async () => {
    functions.Record = () => new Promise(() => {})
    await topics.publish(topicArn, 'kept')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await cloud.close()
    functions = {
      Record: (event: TopicEvent) => {
        seen.push(...event.Records.map((record) => record.Sns.Message))
      },
    }
    start(cloud.directory)
    await cloud.clock.advance(1)
    expect(seen).toEqual(['kept'])
  })
})

test('the endpoint publishes in SNS’s own protocol and refuses the rest by name', async () => {
  const url = await cloud.serve(topics.endpoint)
  const ask = async (form: Record<string, string>): Promise<string> =>
    await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).text()
  expect(await ask({ Action: 'Publish', TopicArn: topicArn, Message: 'hello', Subject: 's' })).toMatch(
    /<MessageId>[\w-]+<\/MessageId>/,
  )
  await cloud.clock.settle()
  expect(seen).toEqual(['hello'])
  expect(await ask({ Action: 'Publish', TopicArn: 'arn:nope', Message: 'x' })).toContain(
    '<Code>NotFound</Code>',
  )
  expect(await ask({ Action: 'CreateTopic', Name: 'x' })).toContain('<Code>InvalidAction</Code>')
})

test('a subscription that nothing here delivers to stops the start by its name', () => {
  const start = (properties: Record<string, unknown>) => () =>
    createTopics(cloud.ground('sns'), {
      topicArns: [topicArn],
      subscriptions: [
        { id: 'Hook', properties: { TopicArn: topicArn, Endpoint: 'https://x', ...properties } },
      ],
      invoker: createTestInvoker({}),
      sendToQueue: async () => {},
    })
  expect(start({ Protocol: 'https' })).toThrow(/Hook.*https/)
})
