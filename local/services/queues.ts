import { EventEmitter, once } from 'node:events'
import type { FunctionInvoker, Ground, ServiceEndpoint } from '../ports.ts'
import { eventSourceOf } from './event-source.ts'
import { createMessageStore } from './queues/message-store.ts'
import { createQueueConsumer, type QueueConsumer } from './queues/queue-consumer.ts'
import { type QueueDeclaration, queueNameOf, queueSettingsOf } from './queues/queue-settings.ts'
import { sqsOperations } from './queues/sqs-operations.ts'
import { account, serveJson } from './wire.ts'

export interface Queues {
  endpoint: ServiceEndpoint
  /** URL of a queue, what `Ref` gives. */
  queueUrl(queueName: string): string
  /**
   * Puts a text into a queue from inside the cloud, with texts as attributes. `queue`: name, ARN or URL. Throws when
   * there is none.
   */
  send(queue: string, body: string, attributes?: Record<string, string>): void
  /** Feeds a function from a queue. Throws with the name of a property that nothing here honours. */
  attachEventSource(id: string, properties: Record<string, unknown>): void
  /** True while a function works on a batch. */
  busy(): boolean
  /** How many messages a queue holds. */
  counts(queueName: string): { visible: number; hidden: number; delayed: number }
  stop(): Promise<void>
}

export interface QueuesParts {
  queues: QueueDeclaration[]
  invoker: FunctionInvoker
  /** Where the endpoint is reached, without a slash at the end. Asked when a URL is needed. */
  baseUrl(): string
}

/** SQS's standard queues, durable in the database, and the event source mappings that read them. */
export function createQueues(ground: Ground, parts: QueuesParts): Queues {
  const { clock } = ground
  const queues = new Map(
    parts.queues.map((declaration) => [declaration.queueName, queueSettingsOf(declaration)]),
  )
  for (const queue of queues.values()) {
    if (queue.redrive !== undefined && !queues.has(queue.redrive.deadLetterQueue)) {
      throw new Error(
        `The queue ${queue.name} names ${queue.redrive.deadLetterQueue} for its dead letters, which is not there.`,
      )
    }
  }
  const store = createMessageStore(ground.database)
  const consumers: QueueConsumer[] = []
  const changes = new EventEmitter().setMaxListeners(0)
  let stopped = false

  function changed(queueName: string): void {
    changes.emit(queueName)
    clock.changed()
    // After the caller has its answer, so that a function is not run within it.
    setImmediate(() => wake(queueName))
  }

  function wake(queueName?: string): void {
    if (stopped) return
    for (const consumer of consumers) {
      if (queueName === undefined || consumer.queue.name === queueName) consumer.wake()
    }
  }

  const queueUrl = (queueName: string): string => `${parts.baseUrl()}/${account}/${queueName}`
  const operations = sqsOperations({
    ground,
    store,
    queues,
    queueUrl,
    changed: (queue) => changed(queue.name),
    async change(queue, withinMs) {
      // A hidden message may come up while nothing is sent.
      const comesUp = store.nextVisibleAt(queue.name, clock.now())
      const waitMs = Math.min(withinMs, comesUp === undefined ? withinMs : comesUp - clock.now() + 1)
      await once(changes, queue.name, { signal: AbortSignal.timeout(waitMs) }).catch(() => {})
    },
  })

  const hasVisible = (consumer: QueueConsumer): boolean =>
    consumer.heldUntil() === undefined && store.counts(consumer.queue.name, clock.now()).visible > 0
  const busy = (): boolean => consumers.some((consumer) => consumer.busy() || hasVisible(consumer))

  clock.register({
    name: 'queues',
    next() {
      const dues = consumers.flatMap((consumer) => {
        const { name } = consumer.queue
        const at = consumer.heldUntil() ?? store.nextVisibleAt(name, clock.now())
        return at === undefined ? [] : [{ at, what: `messages of ${name} come up` }]
      })
      return dues.sort((a, b) => a.at - b.at)[0]
    },
    async fire() {
      wake()
    },
    busy,
  })

  return {
    endpoint: {
      service: 'sqs',
      handle: (request, response) => serveJson(operations, '1.0', request, response),
    },
    queueUrl,
    send(reference, body, texts = {}) {
      const queue = queues.get(queueNameOf(reference))
      if (queue === undefined) throw new Error(`There is no queue ${reference}.`)
      const attributes = Object.fromEntries(
        Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      )
      store.send(queue, { body, attributes, sender: 'local', delayMs: queue.delayMs }, clock.now())
      changed(queue.name)
    },
    attachEventSource(id, properties) {
      const source = eventSourceOf(id, properties)
      const queue = queues.get(queueNameOf(source.eventSourceArn))
      if (queue === undefined)
        throw new Error(`The event source mapping ${id} reads ${source.eventSourceArn}, which is not there.`)
      if (!source.enabled) return
      consumers.push(createQueueConsumer(ground, store, queue, source, parts.invoker))
      changed(queue.name)
    },
    busy,
    counts: (queueName) => store.counts(queueName, clock.now()),
    async stop() {
      stopped = true
      await Promise.all(consumers.map((consumer) => consumer.stop()))
    },
  }
}
