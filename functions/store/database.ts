import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { IdMint } from '../domain/ids.ts'
import type { Key } from './keys.ts'

export interface Tables {
  records: string
  trail: string
  vault: string
}

/** What every store function is given: the client, the tables, and chance, which comes in from outside. */
export interface Database {
  client: DynamoDBClient
  tables: Tables
  mint: IdMint
  /** Draws fresh random bytes. */
  randomBytes(length: number): Uint8Array
}

export type Row = Record<string, unknown>

export const toItem = (row: Row) => marshall(row, { removeUndefinedValues: true })

export async function getRow(db: Database, key: Key): Promise<Row | undefined> {
  const { Item } = await db.client.send(
    new GetItemCommand({ TableName: db.tables.records, Key: marshall(key), ConsistentRead: true }),
  )
  return Item && unmarshall(Item)
}

export async function putRow(db: Database, row: Row & Key): Promise<void> {
  await db.client.send(new PutItemCommand({ TableName: db.tables.records, Item: toItem(row) }))
}

export interface QueryOptions {
  table?: keyof Tables
  index?: string
  /** Names of the partition and sort key where they are not pk and sk. */
  names?: { pk: string; sk: string }
  skPrefix?: string
  skBefore?: string
  /** From one key to another, both included. */
  skBetween?: readonly [string, string]
  consistent?: boolean
  /** Stop after so many rows. */
  limit?: number
  after?: Row
  newestFirst?: boolean
}

export interface Page {
  rows: Row[]
  /** Where to go on; undefined at the end. */
  next: Row | undefined
}

/** One page of a partition: at most 1 MB, or `limit` rows. */
export async function queryPage(db: Database, pk: string, options: QueryOptions = {}): Promise<Page> {
  const names = options.names ?? { pk: 'pk', sk: 'sk' }
  const input: QueryCommandInput = {
    TableName: db.tables[options.table ?? 'records'],
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': names.pk },
    ExpressionAttributeValues: marshall({ ':pk': pk }),
    ConsistentRead: options.consistent ?? false,
    ScanIndexForward: !(options.newestFirst ?? false),
  }
  if (options.index !== undefined) input.IndexName = options.index
  if (options.limit !== undefined) input.Limit = options.limit
  if (options.after !== undefined) input.ExclusiveStartKey = marshall(options.after)
  if (options.skPrefix !== undefined) {
    input.KeyConditionExpression += ' AND begins_with(#sk, :sk)'
    input.ExpressionAttributeNames = { ...input.ExpressionAttributeNames, '#sk': names.sk }
    input.ExpressionAttributeValues = marshall({ ':pk': pk, ':sk': options.skPrefix })
  } else if (options.skBetween !== undefined) {
    const [from, to] = options.skBetween
    input.KeyConditionExpression += ' AND #sk BETWEEN :from AND :to'
    input.ExpressionAttributeNames = { ...input.ExpressionAttributeNames, '#sk': names.sk }
    input.ExpressionAttributeValues = marshall({ ':pk': pk, ':from': from, ':to': to })
  } else if (options.skBefore !== undefined) {
    input.KeyConditionExpression += ' AND #sk < :sk'
    input.ExpressionAttributeNames = { ...input.ExpressionAttributeNames, '#sk': names.sk }
    input.ExpressionAttributeValues = marshall({ ':pk': pk, ':sk': options.skBefore })
  }
  const { Items = [], LastEvaluatedKey } = await db.client.send(new QueryCommand(input))
  return {
    rows: Items.map((item) => unmarshall(item)),
    next: LastEvaluatedKey && unmarshall(LastEvaluatedKey),
  }
}

/** The whole partition, page after page. */
export async function queryAll(db: Database, pk: string, options: QueryOptions = {}): Promise<Row[]> {
  const rows: Row[] = []
  let after = options.after
  do {
    const page = await queryPage(db, pk, { ...options, ...(after === undefined ? {} : { after }) })
    rows.push(...page.rows)
    after = page.next
  } while (after !== undefined)
  return rows
}

/** Rows by their keys, in no particular order; keys without a row are left out. */
export async function getRows(db: Database, keys: readonly Key[]): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < keys.length; start += 100) {
    let wanted = keys.slice(start, start + 100).map(({ pk, sk }) => marshall({ pk, sk }))
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await db.client.send(
        new BatchGetItemCommand({
          RequestItems: { [db.tables.records]: { Keys: wanted, ConsistentRead: true } },
        }),
      )
      rows.push(...(Responses?.[db.tables.records] ?? []).map((item) => unmarshall(item)))
      wanted = UnprocessedKeys?.[db.tables.records]?.Keys ?? []
    }
  }
  return rows
}

/**
 * Writes all or nothing. `false` when a condition did not hold or another transaction was quicker: the caller looks
 * again and decides anew. Everything else is thrown.
 */
export async function transact(db: Database, items: TransactWriteItem[]): Promise<boolean> {
  try {
    await db.client.send(new TransactWriteItemsCommand({ TransactItems: items }))
    return true
  } catch (error) {
    if (error instanceof TransactionCanceledException && isLostRace(error)) return false
    throw error
  }
}

function isLostRace(error: TransactionCanceledException): boolean {
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None')
  return (
    codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict') &&
    codes.every((code) => ['None', 'ConditionalCheckFailed', 'TransactionConflict'].includes(code))
  )
}

/** More tries than a crowd of a hundred at one row needs, since every round lets at least one through. */
const MOST_TRIES = 40

/**
 * Repeats `attempt` while it answers `undefined` (a lost race), after a short pause that grows and differs for each.
 * @throws when the race is still lost after the last try.
 */
export async function untilCommitted<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const result = await attempt()
    if (result !== undefined) return result
    const pause = Math.random() * Math.min(400, 10 * 2 ** tries)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  throw new Error('A row changed under every one of our tries to write it')
}
