import type { IncomingMessage, ServerResponse } from 'node:http'
import { crc32 } from 'node:zlib'
import type { Meter, ServiceEndpoint } from '../../ports.ts'
import { answer, asAwsError, isRecord, parseObject, readBody, targetOperation } from '../wire.ts'
import { type Item, writeUnits } from './item-size.ts'
import { errorCode, type JavaAnswer, type JavaClient } from './java-client.ts'
import { createKnownItems } from './known-items.ts'
import { askForCapacity, countCapacity } from './metering.ts'
import type { TableShape } from './tables.ts'
import { type TransactedItem, transactedItems, transactionUnits } from './transaction-units.ts'

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'])
/** PartiQL is the second way in; nothing here meters it or sees which table it writes. */
const refused = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'])

/**
 * The DynamoDB endpoint: DynamoDB Local behind a proxy that meters, tells the stream readers of writes, and makes an
 * acknowledgement mean something.
 *
 * Why the last is needed: DynamoDB Local hands a transaction's COMMIT to the thread that owns its database and answers
 * without waiting for it (every other write waits), so a JVM that is killed in that moment has acknowledged what it
 * then loses. That thread works in order, so one read after the answer proves that the COMMIT is done. The proxy
 * makes this read before it passes the answer on, and reads what metering needs to know anyway.
 */
export function createProxy(
  client: JavaClient,
  meter: Meter,
  shapeOf: (tableName: string) => TableShape | undefined,
  written: (tableNames: string[]) => void,
): ServiceEndpoint {
  const known = createKnownItems()

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.headers['x-amz-target']
    const operation = targetOperation(request)
    try {
      const text = (await readBody(request)).toString('utf8')
      if (typeof target !== 'string')
        throw new Error('This is not a DynamoDB request: it has no x-amz-target.')
      if (refused.has(operation)) {
        return send(
          response,
          refusal('UnknownOperationException', `The local cloud does not do ${operation}.`),
        )
      }
      const authorization = request.headers.authorization
      if (operation === 'TransactWriteItems') {
        return send(response, await transact(target, text, authorization))
      }
      send(response, await single(target, operation, text, authorization))
    } catch (error) {
      const { code, message, status } = asAwsError(error)
      send(response, { ...refusal(code, message), status })
    }
  }

  async function single(
    target: string,
    operation: string,
    text: string,
    authorization?: string,
  ): Promise<JavaAnswer> {
    const input = parseObject(text)
    const metered = askForCapacity(operation, text, input)
    const isWrite = writes.has(operation)
    try {
      const reply = await client.send(target, metered.body, authorization)
      if (reply.status === 200 && metered.unit !== undefined) {
        remember(operation, input)
        const was = reply.body.toString('utf8')
        const now = countCapacity(meter, metered, was)
        return now === was ? reply : withBody(reply, Buffer.from(now, 'utf8'))
      }
      if (isWrite) countRefusedWrite(input, reply)
      return reply
    } finally {
      // Also when there was no answer: the write may have happened.
      if (isWrite) written(tablesOf(operation, input))
    }
  }

  function remember(operation: string, input: Record<string, unknown>): void {
    const shape = shapeOf(String(input.TableName))
    if (shape === undefined) return
    if (operation === 'PutItem' && isRecord(input.Item)) known.keep(shape, input.Item)
    if (operation === 'DeleteItem' && isRecord(input.Key)) known.forget(shape, input.Key)
  }

  /** A write whose condition fails is billed by the size of the stored item, which only earlier traffic tells. */
  function countRefusedWrite(input: Record<string, unknown>, reply: JavaAnswer): void {
    if (reply.status !== 400 || !reply.body.includes('ConditionalCheckFailedException')) return
    const tableName = String(input.TableName)
    const shape = shapeOf(tableName)
    const key = isRecord(input.Key) ? input.Key : input.Item
    const stored = shape !== undefined && isRecord(key) ? known.find(shape, key) : undefined
    meter.add('dynamodb', tableName, 'writeUnits', writeUnits(stored?.bytes ?? 0))
  }

  async function transact(target: string, text: string, authorization?: string): Promise<JavaAnswer> {
    const input = parseObject(text)
    const items = transactedItems(input, shapeOf)
    let reply: JavaAnswer
    try {
      reply = await client.send(target, text, authorization)
      if (reply.status !== 200) {
        if (errorCode(parseObject(reply.body.toString('utf8'))) === 'TransactionCanceledException') {
          count(transactionUnits(items, () => undefined, known, false))
        }
        return reply
      }
      const stored = await afterCommit(items)
      const units = transactionUnits(items, (each) => stored.get(addressOf(each)), known, true)
      count(units)
      return withTrueCapacity(reply, input.ReturnConsumedCapacity, units)
    } finally {
      written([...new Set(items.map((each) => each.shape.tableName))])
    }
  }

  /** Reads the items that metering has to size, or any one, and so waits for the transaction's COMMIT. */
  async function afterCommit(items: TransactedItem[]): Promise<Map<string, Item>> {
    const [first] = items
    const stored = new Map<string, Item>()
    if (first === undefined) {
      await client.call('ListTables', { Limit: 1 })
      return stored
    }
    const sized = items.filter((each) => each.kind === 'Update' || each.kind === 'ConditionCheck')
    if (sized.length === 0) {
      await client.call('GetItem', {
        TableName: first.shape.tableName,
        Key: first.key,
        ProjectionExpression: '#key',
        ExpressionAttributeNames: { '#key': first.shape.keyNames[0] },
      })
      return stored
    }
    const wanted = Map.groupBy(sized, (each) => each.shape)
    const { Responses } = await client.call('BatchGetItem', {
      RequestItems: Object.fromEntries(
        [...wanted].map(([shape, each]) => [
          shape.tableName,
          { Keys: each.map(({ key }) => key), ConsistentRead: true },
        ]),
      ),
    })
    for (const shape of wanted.keys()) {
      const found = isRecord(Responses) ? Responses[shape.tableName] : []
      for (const item of Array.isArray(found) ? found.filter(isRecord) : []) {
        stored.set(addressOf({ shape, key: item }), item)
      }
    }
    return stored
  }

  function count(units: Map<string, number>): void {
    for (const [tableName, amount] of units) meter.add('dynamodb', tableName, 'writeUnits', amount)
  }

  return { service: 'dynamodb', handle }
}

function addressOf({ shape, key }: { shape: TableShape; key: Item }): string {
  return JSON.stringify([shape.tableName, ...shape.keyNames.map((name) => key[name])])
}

function tablesOf(operation: string, input: Record<string, unknown>): string[] {
  if (operation !== 'BatchWriteItem') return [String(input.TableName)]
  return isRecord(input.RequestItems) ? Object.keys(input.RequestItems) : []
}

function withTrueCapacity(reply: JavaAnswer, asked: unknown, units: Map<string, number>): JavaAnswer {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return reply
  const output = parseObject(reply.body.toString('utf8'))
  output.ConsumedCapacity = [...units].map(([TableName, CapacityUnits]) => ({
    TableName,
    CapacityUnits,
    WriteCapacityUnits: CapacityUnits,
  }))
  return withBody(reply, Buffer.from(JSON.stringify(output), 'utf8'))
}

function withBody(reply: JavaAnswer, body: Buffer): JavaAnswer {
  return { ...reply, body, crc32: String(crc32(body)) }
}

function refusal(code: string, message: string): JavaAnswer {
  const body = Buffer.from(JSON.stringify({ __type: code, message }), 'utf8')
  return { status: 400, body, crc32: String(crc32(body)), requestId: undefined }
}

function send(response: ServerResponse, { status, body, crc32: checksum, requestId }: JavaAnswer): void {
  answer(response, status, 'application/x-amz-json-1.0', body, {
    ...(checksum === undefined ? {} : { 'x-amz-crc32': checksum }),
    ...(requestId === undefined ? {} : { 'x-amzn-requestid': requestId }),
  })
}
