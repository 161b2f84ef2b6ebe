import type { FunctionInvoker, Ground } from '../../ports.ts'
import { compileFilter } from '../event-filter.ts'
import { type EventSource, reportedFailures } from '../event-source.ts'
import { isRecord, region } from '../wire.ts'
import { md5, md5OfAttributes } from './message-md5.ts'
import type { Message, MessageStore } from './message-store.ts'
import type { QueueSettings } from './queue-settings.ts'

/** A function that is fed from a queue. */
export interface QueueConsumer {
  queue: QueueSettings
  /** Looks for messages now. */
  wake(): void
  busy(): boolean
  /** When a window that waits for more messages ends, in cloud time. */
  heldUntil(): number | undefined
  stop(): Promise<void>
}

/** Lambda begins with this many pollers on a queue. */
const usualConcurrency = 5

export function createQueueConsumer(
  ground: Ground,
  store: MessageStore,
  queue: QueueSettings,
  source: EventSource,
  invoker: FunctionInvoker,
): QueueConsumer {
  const { clock } = ground
  const matches = compileFilter(source.filterCriteria)
  const limit = source.maximumConcurrency ?? usualConcurrency
  const running = new Set<Promise<void>>()
  let windowEndsAt: number | undefined
  let stopped = false

  function wake(): void {
    while (!stopped && running.size < limit) {
      if (source.windowMs > 0 && !windowIsOver()) return
      const messages = store.receive(queue, source.batchSize, queue.visibilityMs, clock.now(), true)
      windowEndsAt = undefined
      if (messages.length === 0) return
      const batch = handle(messages)
        .catch((error: Error) =>
          ground.log(`Messages of ${queue.name} could not be handled: ${error.message}`),
        )
        .finally(() => {
          running.delete(batch)
          clock.changed()
          wake()
        })
      running.add(batch)
    }
  }

  function windowIsOver(): boolean {
    const { visible } = store.counts(queue.name, clock.now())
    if (visible === 0) windowEndsAt = undefined
    if (visible === 0) return false
    if (visible >= source.batchSize) return true
    if (windowEndsAt === undefined) {
      windowEndsAt = clock.now() + source.windowMs
      clock.changed()
    }
    return clock.now() >= windowEndsAt
  }

  async function handle(messages: Message[]): Promise<void> {
    const wanted = messages.filter((message) =>
      matches({ ...recordOf(message), body: bodyForFilter(message) }),
    )
    for (const message of messages)
      if (!wanted.includes(message)) store.remove(queue.name, message.receiptHandle)
    if (wanted.length === 0) return
    ground.meter.add('sqs', queue.name, 'requests', 2)
    const failed = await failedOf(wanted)
    if (stopped) return
    for (const message of wanted) {
      if (!failed.has(message.messageId)) store.remove(queue.name, message.receiptHandle)
    }
  }

  /** Ids of the messages that stay in the queue and come again when they are visible. */
  async function failedOf(messages: Message[]): Promise<Set<string>> {
    const all = new Set(messages.map((message) => message.messageId))
    try {
      const result = await invoker.invoke(source.functionRef, { Records: messages.map(recordOf) })
      if (!result.ok) {
        ground.log(
          `${source.functionRef} failed on ${all.size} messages of ${queue.name}: ${result.errorMessage}`,
        )
        return all
      }
      const reported = source.reportsItemFailures ? reportedFailures(result.payload) : []
      const isUsable = reported?.every((id) => all.has(id)) ?? false
      return isUsable ? new Set(reported) : all
    } catch (error) {
      ground.log(`${source.functionRef} could not be called for ${queue.name}: ${String(error)}`)
      return all
    }
  }

  function recordOf(message: Message): Record<string, unknown> {
    const md5OfMessageAttributes = md5OfAttributes(message.attributes)
    return {
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentAt),
        SenderId: message.sender,
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, value]) => [name, eventAttribute(value)]),
      ),
      ...(md5OfMessageAttributes === undefined ? {} : { md5OfMessageAttributes }),
      md5OfBody: md5(message.body),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: region,
    }
  }

  return {
    queue,
    wake,
    busy: () => running.size > 0,
    heldUntil: () => (running.size < limit ? windowEndsAt : undefined),
    async stop() {
      stopped = true
      await Promise.all(running)
    },
  }
}

function eventAttribute(value: unknown): Record<string, unknown> {
  const attribute = isRecord(value) ? value : {}
  return {
    stringValue: attribute.StringValue,
    binaryValue: attribute.BinaryValue,
    stringListValues: [],
    binaryListValues: [],
    dataType: attribute.DataType,
  }
}

/** Filters look into a body that is JSON. */
function bodyForFilter(message: Message): unknown {
  try {
    return JSON.parse(message.body)
  } catch {
    return message.body
  }
}
