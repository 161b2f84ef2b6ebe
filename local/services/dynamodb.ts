import type { DueSource, FunctionInvoker, Ground, ServiceEndpoint } from '../ports.ts'
import { startJava } from './dynamodb/java.ts'
import { createJavaClient } from './dynamodb/java-client.ts'
import { createProxy } from './dynamodb/proxy.ts'
import { createStreamMapping, type StreamMapping } from './dynamodb/stream-mapping.ts'
import { ensureTable, type TableDeclaration, type TableShape } from './dynamodb/tables.ts'
import { eventSourceOf } from './event-source.ts'
import { account, region } from './wire.ts'

export interface DynamoDb {
  endpoint: ServiceEndpoint
  /**
   * Lets a function read a table's stream. `properties`: an `AWS::Lambda::EventSourceMapping`, values resolved. When it
   * resolves, every later write reaches the function. Rejects what nothing here honours by name.
   */
  attachEventSource(id: string, properties: Record<string, unknown>): Promise<void>
  /** False once every write so far has been read from the streams and handled. */
  busy(): boolean
  /** Process id of the JVM, for tests and for the operator. */
  pid(): number | undefined
  /** Port of DynamoDB Local itself, past metering and past the wait for commits: for tests. */
  javaPort(): Promise<number>
  stop(): Promise<void>
}

export interface DynamoDbParts {
  tables: TableDeclaration[]
  invoker: FunctionInvoker
  /** Sends a text to a queue or topic by its ARN: where given-up stream records are reported. */
  sendToDestination(arn: string, body: string): Promise<void>
}

/** ARN of a table's stream as the template and the functions see it. */
export function streamArnOf(tableName: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${tableName}/stream/2026-01-01T00:00:00.000`
}

/** The safety net for changes that did not come through the proxy: what time to live removes. */
const lookAnywayMs = 20_000

/**
 * DynamoDB: Amazon's DynamoDB Local on `ground.directory`, brought to the template's tables, behind a metering proxy.
 * Rejects with a sentence for the operator when it cannot start.
 */
export async function createDynamoDb(ground: Ground, parts: DynamoDbParts): Promise<DynamoDb> {
  const java = await startJava(ground.directory, ground.log)
  const client = createJavaClient(java)
  const shapes = new Map<string, TableShape>()
  try {
    for (const table of parts.tables) shapes.set(table.tableName, await ensureTable(client, table))
  } catch (error) {
    client.close()
    await java.stop()
    throw error
  }
  const mappings: { tableName: string; mapping: StreamMapping }[] = []

  const endpoint = createProxy(
    client,
    ground.meter,
    (table) => shapes.get(nameOfTable(table)),
    (tables) => {
      const names = new Set(tables.map(nameOfTable))
      for (const each of mappings) if (names.has(each.tableName)) each.mapping.poke()
    },
  )

  async function attachEventSource(id: string, properties: Record<string, unknown>): Promise<void> {
    const source = eventSourceOf(id, properties)
    if (!source.enabled) return
    const tableName = nameOfTable(source.eventSourceArn)
    const shape = shapes.get(tableName)
    if (shape?.streamArn === undefined) {
      throw new Error(`The event source mapping ${id} reads the stream of ${tableName}, which has none.`)
    }
    const mapping = await createStreamMapping({
      ground,
      client,
      invoker: parts.invoker,
      source,
      localStreamArn: shape.streamArn,
      streamArn: streamArnOf(tableName),
      sendToDestination: parts.sendToDestination,
    })
    mappings.push({ tableName, mapping })
  }

  const busy = (): boolean => mappings.some(({ mapping }) => mapping.busy())
  const due: DueSource = {
    name: 'stream batches',
    next() {
      const times = mappings.flatMap(({ mapping }) => mapping.heldUntil() ?? [])
      return times.length === 0
        ? undefined
        : { at: Math.min(...times), what: 'a batch of table changes goes on', brief: true }
    },
    async fire() {
      await Promise.all(mappings.map(({ mapping }) => mapping.resume()))
    },
    busy,
  }
  ground.clock.register(due)
  const lookAnyway = setInterval(() => {
    for (const { mapping } of mappings) mapping.poke()
  }, lookAnywayMs)
  lookAnyway.unref()

  return {
    endpoint,
    attachEventSource,
    busy,
    pid: () => java.pid(),
    javaPort: () => java.port(),
    async stop() {
      clearInterval(lookAnyway)
      await Promise.all(mappings.map(({ mapping }) => mapping.stop()))
      client.close()
      await java.stop()
    },
  }
}

/** From a table's name, its ARN, or the ARN of its stream. */
function nameOfTable(nameOrArn: string): string {
  return /:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn
}
