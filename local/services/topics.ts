import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FunctionInvoker, Ground, ServiceEndpoint } from '../ports.ts'
import { createNotificationStore, type Notification } from './topics/notification-store.ts'
import { type Subscription, type SubscriptionDeclaration, subscriptionOf } from './topics/subscription.ts'
import { AwsError, answer, asAwsError, readBody } from './wire.ts'
import { xmlDocument } from './xml.ts'

export interface Topics {
  endpoint: ServiceEndpoint
  /** Publishes from inside the cloud; resolves with the message's id when it is kept for every subscription. */
  publish(
    topicArn: string,
    message: string,
    more?: { subject?: string; attributes?: Record<string, string> },
  ): Promise<string>
  /** True while a message is being delivered. */
  busy(): boolean
  stop(): Promise<void>
}

export interface TopicsParts {
  /** ARNs of the template's `AWS::SNS::Topic`s. */
  topicArns: string[]
  subscriptions: SubscriptionDeclaration[]
  invoker: FunctionInvoker
  /** Puts a text into a queue by its ARN. */
  sendToQueue(queueArn: string, body: string): Promise<void>
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/'
/** Lambda tries an asynchronous invocation again after one minute and after two more. */
const waitsMs = [60_000, 120_000]

/** SNS: messages for the template's functions and queues. Each delivery is a row until it is done. */
export function createTopics(ground: Ground, parts: TopicsParts): Topics {
  const { clock } = ground
  const topics = new Set(parts.topicArns)
  const subscriptions = new Map(parts.subscriptions.map((each) => [each.id, subscriptionOf(each)]))
  const store = createNotificationStore(ground.database)
  const running = new Map<number, Promise<void>>()
  let stopped = false
  for (const { id, topicArn, protocol, endpoint } of subscriptions.values()) {
    if (!topics.has(topicArn))
      throw new Error(`The subscription ${id} is for ${topicArn}, which is not there.`)
    if (protocol === 'email')
      ground.log(`Nothing is mailed to ${endpoint} for ${topicArn}: it is only logged here.`)
  }

  async function publish(
    topicArn: string,
    message: string,
    more: { subject?: string; attributes?: Record<string, string> } = {},
  ): Promise<string> {
    if (!topics.has(topicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404)
    if (Buffer.byteLength(message) > 262_144)
      throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long')
    const { subject, attributes = {} } = more
    const messageId = randomUUID()
    const wanting = [...subscriptions.values()].filter(
      (each) => each.topicArn === topicArn && each.wants(message, attributes),
    )
    ground.meter.add('sns', topicArn.split(':').at(-1) ?? topicArn, 'publishes', 1)
    const publishedAt = clock.now()
    store.add(
      { messageId, topicArn, subject, message, attributes, publishedAt },
      wanting.map((each) => each.id),
    )
    deliverDue(publishedAt)
    return messageId
  }

  function deliverDue(now: number): void {
    if (stopped) return
    for (const notification of store.due(now)) {
      if (running.has(notification.id)) continue
      const run = deliver(notification)
        .catch((error: Error) => {
          ground.log(`A message of ${notification.topicArn} could not be delivered: ${error.message}`)
          if (!stopped)
            store.postpone(notification.id, notification.attempts, clock.now() + (waitsMs[0] ?? 0))
        })
        .finally(() => {
          running.delete(notification.id)
          clock.changed()
        })
      running.set(notification.id, run)
    }
  }

  async function deliver(notification: Notification): Promise<void> {
    const subscription = subscriptions.get(notification.subscription)
    // The template no longer has it.
    if (subscription === undefined) return store.finish(notification.id)
    const failure = await deliverOnce(subscription, notification).catch((error: Error) => error.message)
    if (stopped) return
    const waitMs = waitsMs[notification.attempts]
    if (failure !== undefined && waitMs !== undefined) {
      return store.postpone(notification.id, notification.attempts + 1, clock.now() + waitMs)
    }
    if (failure !== undefined) {
      ground.log(
        `A message of ${notification.topicArn} was given up for ${subscription.endpoint}: ${failure}`,
      )
      if (subscription.deadLetterArn !== undefined) {
        await parts.sendToQueue(subscription.deadLetterArn, JSON.stringify(envelopeOf(notification)))
      }
    }
    store.finish(notification.id)
  }

  /** Says why it failed, or nothing. */
  async function deliverOnce(
    subscription: Subscription,
    notification: Notification,
  ): Promise<string | undefined> {
    if (subscription.protocol === 'email') {
      ground.log(
        `For ${subscription.endpoint}: ${notification.subject ?? ''} ${notification.message.slice(0, 500)}`,
      )
      return undefined
    }
    if (subscription.protocol === 'sqs') {
      const body = subscription.raw ? notification.message : JSON.stringify(envelopeOf(notification))
      await parts.sendToQueue(subscription.endpoint, body)
      return undefined
    }
    const result = await parts.invoker.invoke(subscription.endpoint, {
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscription.arn,
          Sns: { ...envelopeOf(notification), Subject: notification.subject ?? null },
        },
      ],
    })
    return result.ok ? undefined : `${result.errorType}: ${result.errorMessage}`
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ResponseMetadata = { RequestId: randomUUID() }
    try {
      const form = new URLSearchParams((await readBody(request)).toString('utf8'))
      const action = form.get('Action') ?? ''
      if (action !== 'Publish')
        throw new AwsError('InvalidAction', `The local cloud does not do ${action || 'this'} of SNS.`)
      const subject = form.get('Subject')
      const MessageId = await publish(form.get('TopicArn') ?? '', form.get('Message') ?? '', {
        attributes: attributesOf(form),
        ...(subject === null ? {} : { subject }),
      })
      const document = { PublishResult: { MessageId }, ResponseMetadata }
      answer(response, 200, 'text/xml', xmlDocument('PublishResponse', document, namespace))
    } catch (error) {
      const { code, message, status } = asAwsError(error)
      const document = { Error: { Type: 'Sender', Code: code, Message: message }, ...ResponseMetadata }
      answer(response, status, 'text/xml', xmlDocument('ErrorResponse', document, namespace))
    }
  }

  const busy = (): boolean => running.size > 0
  clock.register({
    name: 'topics',
    next() {
      // What is under way is not waited for by time.
      const at = running.size > 0 ? undefined : store.nextAt()
      return at === undefined ? undefined : { at, what: 'a message is delivered again' }
    },
    async fire(now) {
      deliverDue(now)
    },
    busy,
  })

  return {
    endpoint: { service: 'sns', handle },
    publish,
    busy,
    async stop() {
      stopped = true
      await Promise.all(running.values())
    },
  }
}

/** A message as subscribers see it. Nothing is signed here, which the signature says. */
function envelopeOf(notification: Notification): Record<string, unknown> {
  return {
    Type: 'Notification',
    MessageId: notification.messageId,
    TopicArn: notification.topicArn,
    ...(notification.subject === undefined ? {} : { Subject: notification.subject }),
    Message: notification.message,
    Timestamp: new Date(notification.publishedAt).toISOString(),
    SignatureVersion: '1',
    Signature: 'not-signed-on-the-local-cloud',
    SigningCertUrl: '',
    UnsubscribeUrl: '',
    MessageAttributes: Object.fromEntries(
      Object.entries(notification.attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
    ),
  }
}

function attributesOf(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (let at = 1; ; at++) {
    const entry = `MessageAttributes.entry.${at}`
    const name = form.get(`${entry}.Name`)
    if (name === null) return attributes
    attributes[name] = form.get(`${entry}.Value.StringValue`) ?? ''
  }
}
