import type { IncomingMessage } from 'node:http'
import type { Ground } from '../../ports.ts'
import { AwsError, isRecord, type JsonOperation } from '../wire.ts'
import { md5, md5OfAttributes } from './message-md5.ts'
import type { Message, MessageStore } from './message-store.ts'
import { type QueueSettings, queueNameOf } from './queue-settings.ts'

export interface SqsParts {
  ground: Ground
  store: MessageStore
  queues: Map<string, QueueSettings>
  queueUrl(queueName: string): string
  /** Something may have become visible in the queue. */
  changed(queue: QueueSettings): void
  /** Resolves when the queue has changed or the time, in real milliseconds, is over. */
  change(queue: QueueSettings, withinMs: number): Promise<void>
}

type Input = Record<string, unknown>

/** SQS's operations over JSON, by their names. */
export function sqsOperations(parts: SqsParts): Record<string, JsonOperation> {
  const { ground, store, queues } = parts
  const now = (): number => ground.clock.now()

  function queueOf(input: Input): QueueSettings {
    const queue = queues.get(queueNameOf(String(input.QueueUrl ?? input.QueueName)))
    if (queue === undefined) {
      throw new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.')
    }
    ground.meter.add('sqs', queue.name, 'requests', 1)
    return queue
  }

  function send(queue: QueueSettings, input: Input, request: IncomingMessage): Record<string, unknown> {
    const body = String(input.MessageBody ?? '')
    if (body === '')
      throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.')
    const attributes = isRecord(input.MessageAttributes) ? input.MessageAttributes : {}
    if (Buffer.byteLength(body) + JSON.stringify(attributes).length > queue.maximumBytes) {
      throw new AwsError(
        'InvalidParameterValue',
        `One or more parameters are invalid. The message must be shorter than ${queue.maximumBytes} bytes.`,
      )
    }
    const delayMs = input.DelaySeconds === undefined ? queue.delayMs : Number(input.DelaySeconds) * 1000
    const messageId = store.send(queue, { body, attributes, sender: senderOf(request), delayMs }, now())
    const md5Attributes = md5OfAttributes(attributes)
    return {
      MessageId: messageId,
      MD5OfMessageBody: md5(body),
      ...(md5Attributes === undefined ? {} : { MD5OfMessageAttributes: md5Attributes }),
    }
  }

  async function receive(input: Input): Promise<unknown> {
    const queue = queueOf(input)
    const limit = Number(input.MaxNumberOfMessages ?? 1)
    if (!(limit >= 1 && limit <= 10)) {
      throw new AwsError('InvalidParameterValue', 'MaxNumberOfMessages must be between 1 and 10.')
    }
    const visibilityMs =
      input.VisibilityTimeout === undefined ? queue.visibilityMs : Number(input.VisibilityTimeout) * 1000
    const waitMs = input.WaitTimeSeconds === undefined ? queue.waitMs : Number(input.WaitTimeSeconds) * 1000
    const until = Date.now() + waitMs
    for (;;) {
      const messages = store.receive(queue, limit, visibilityMs, now(), false)
      const leftMs = until - Date.now()
      if (messages.length > 0) ground.clock.changed()
      if (messages.length > 0 || leftMs <= 0) {
        return messages.length === 0 ? {} : { Messages: messages.map((message) => shown(message, input)) }
      }
      await parts.change(queue, leftMs)
    }
  }

  function setVisibility(queue: QueueSettings, input: Input): void {
    const at = now() + Number(input.VisibilityTimeout) * 1000
    if (!store.setVisibleAt(queue.name, String(input.ReceiptHandle), at)) {
      throw new AwsError('com.amazonaws.sqs#MessageNotInflight', 'The message is not in flight.')
    }
    parts.changed(queue)
  }

  function attributesOf(queue: QueueSettings): Record<string, string> {
    const { visible, hidden, delayed } = store.counts(queue.name, now())
    const redrivePolicy = queue.redrive && {
      deadLetterTargetArn: queues.get(queue.redrive.deadLetterQueue)?.arn ?? queue.redrive.deadLetterQueue,
      maxReceiveCount: queue.redrive.maximumReceives,
    }
    return {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      VisibilityTimeout: String(queue.visibilityMs / 1000),
      DelaySeconds: String(queue.delayMs / 1000),
      MessageRetentionPeriod: String(queue.retentionMs / 1000),
      MaximumMessageSize: String(queue.maximumBytes),
      ReceiveMessageWaitTimeSeconds: String(queue.waitMs / 1000),
      ...(redrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(redrivePolicy) }),
    }
  }

  return {
    SendMessage(input, request) {
      const queue = queueOf(input)
      const sent = send(queue, input, request)
      parts.changed(queue)
      return sent
    },
    SendMessageBatch(input, request) {
      const queue = queueOf(input)
      const answer = eachEntry(input, (entry) => send(queue, entry, request))
      parts.changed(queue)
      return answer
    },
    ReceiveMessage: receive,
    DeleteMessage(input) {
      // A handle that is not the latest is not an error on AWS either.
      store.remove(queueOf(input).name, String(input.ReceiptHandle))
      ground.clock.changed()
    },
    DeleteMessageBatch(input) {
      const queue = queueOf(input)
      const answer = eachEntry(input, (entry) => {
        store.remove(queue.name, String(entry.ReceiptHandle))
        return {}
      })
      ground.clock.changed()
      return answer
    },
    ChangeMessageVisibility: (input) => setVisibility(queueOf(input), input),
    ChangeMessageVisibilityBatch(input) {
      const queue = queueOf(input)
      return eachEntry(input, (entry) => {
        setVisibility(queue, entry)
        return {}
      })
    },
    GetQueueAttributes(input) {
      const all = attributesOf(queueOf(input))
      const names = Array.isArray(input.AttributeNames) ? input.AttributeNames.map(String) : []
      const asked = names.includes('All') ? Object.keys(all) : names
      return {
        Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name))),
      }
    },
    GetQueueUrl: (input) => ({ QueueUrl: parts.queueUrl(queueOf(input).name) }),
    ListQueues(input) {
      const prefix = String(input.QueueNamePrefix ?? '')
      const names = [...queues.keys()].filter((name) => name.startsWith(prefix)).sort()
      return { QueueUrls: names.map((name) => parts.queueUrl(name)) }
    },
    PurgeQueue(input) {
      store.purge(queueOf(input).name)
      ground.clock.changed()
    },
  }
}

/** Runs a batch operation entry by entry, as SQS answers it. Throws for an empty, too long or ambiguous batch. */
function eachEntry(input: Input, run: (entry: Input) => Record<string, unknown>): Record<string, unknown> {
  const entries = Array.isArray(input.Entries) ? input.Entries.filter(isRecord) : []
  if (entries.length === 0) {
    throw new AwsError(
      'com.amazonaws.sqs#EmptyBatchRequest',
      'There should be at least one entry in the request.',
    )
  }
  if (entries.length > 10) {
    throw new AwsError(
      'com.amazonaws.sqs#TooManyEntriesInBatchRequest',
      'Maximum number of entries per request are 10.',
    )
  }
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) {
    throw new AwsError(
      'com.amazonaws.sqs#BatchEntryIdsNotDistinct',
      'Two or more batch entries have the same Id.',
    )
  }
  const Successful: unknown[] = []
  const Failed: unknown[] = []
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true })
    }
  }
  return { Successful, ...(Failed.length > 0 ? { Failed } : {}) }
}

function shown(message: Message, input: Input): Record<string, unknown> {
  const system: Record<string, string> = {
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SentTimestamp: String(message.sentAt),
    SenderId: message.sender,
  }
  const asked = [input.AttributeNames, input.MessageSystemAttributeNames].flatMap((names) =>
    Array.isArray(names) ? names.map(String) : [],
  )
  const Attributes = Object.fromEntries(
    Object.entries(system).filter(([name]) => asked.includes('All') || asked.includes(name)),
  )
  const patterns = Array.isArray(input.MessageAttributeNames) ? input.MessageAttributeNames.map(String) : []
  const MessageAttributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => patterns.some((pattern) => names(pattern, name))),
  )
  const MD5OfMessageAttributes = md5OfAttributes(MessageAttributes)
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(asked.length > 0 ? { Attributes } : {}),
    ...(MD5OfMessageAttributes === undefined ? {} : { MessageAttributes, MD5OfMessageAttributes }),
  }
}

/** `All`, `.*`, a name, or a prefix that ends in `.*`. */
function names(pattern: string, name: string): boolean {
  if (pattern === 'All' || pattern === '.*') return true
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : pattern === name
}

function senderOf(request: IncomingMessage): string {
  return /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'local'
}
