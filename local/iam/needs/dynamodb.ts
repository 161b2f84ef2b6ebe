import { isRecord, parseObject } from '../../services/wire.ts'
import { ofType, type Plan } from '../../template/plan.ts'
import { arn } from '../../template/resource-type.ts'
import { globalTableProperties } from '../../template/types/storage.ts'
import type { Need } from '../decide.ts'
import { type NeedsOf, UnknownNeeds } from './call.ts'

type Input = Record<string, unknown>

/** Names of the partition keys, of the table and of its indexes. */
interface TableKeys {
  partitionKey: string
  indexes: Map<string, string>
}

/**
 * DynamoDB: an action on a table or an index. A transaction has no action of its own, its items have theirs; a batch
 * has its own. `dynamodb:LeadingKeys` are the values of the partition key that a call names; a Scan names none.
 *
 * Source: service authorization reference, DynamoDB; DynamoDB developer guide, IAM with transactions and conditions
 * for fine-grained access control.
 */
export function dynamoDbNeeds(plan: Plan): NeedsOf {
  const tables = new Map<string, TableKeys>()
  for (const { resource, properties } of ofType(plan, 'AWS::DynamoDB::GlobalTable', globalTableProperties)) {
    const { KeySchema, GlobalSecondaryIndexes = [] } = properties
    tables.set(resource.name, {
      partitionKey: partitionKeyOf(KeySchema),
      indexes: new Map(
        GlobalSecondaryIndexes.map((each) => [each.IndexName, partitionKeyOf(each.KeySchema)]),
      ),
    })
  }

  function need(operation: string, table: unknown, keys: string[] | undefined, enclosing?: string): Need {
    return {
      action: `dynamodb:${operation}`,
      resource: tableArn(table),
      context: {
        ...(keys === undefined ? {} : { 'dynamodb:leadingkeys': keys }),
        ...(enclosing === undefined ? {} : { 'dynamodb:enclosingoperation': enclosing }),
      },
    }
  }

  const keyIn = (table: unknown, key: unknown): string => {
    const name = tables.get(nameOf(table))?.partitionKey
    return name !== undefined && isRecord(key) ? comparable(key[name]) : ''
  }

  /** An item operation, alone or in a transaction. */
  const item = (operation: string, input: Input, enclosing?: string): Need =>
    need(operation, input.TableName, [keyIn(input.TableName, input.Key ?? input.Item)], enclosing)

  function query(operation: string, input: Input): Need[] {
    const { TableName, IndexName } = input
    const table = tables.get(nameOf(TableName))
    const name = typeof IndexName === 'string' ? table?.indexes.get(IndexName) : table?.partitionKey
    const found = need(operation, TableName, operation === 'Scan' ? undefined : [queriedKey(input, name)])
    return [
      typeof IndexName === 'string' ? { ...found, resource: `${found.resource}/index/${IndexName}` } : found,
    ]
  }

  function batch(
    operation: string,
    input: Input,
    keysIn: (table: string, asked: unknown) => string[],
  ): Need[] {
    const asked = isRecord(input.RequestItems) ? input.RequestItems : {}
    return Object.entries(asked).map(([table, each]) => need(operation, table, keysIn(table, each)))
  }

  /** A statement of PartiQL names its rows in words of its own; whose table cannot be told may be anyone's. */
  function statement(input: Input, enclosing?: string): Need[] {
    const text = String(input.Statement ?? '')
    const verb = /^\s*(select|insert|update|delete)\b/i.exec(text)?.[1]?.toLowerCase()
    const action = verb === undefined ? undefined : partiQl[verb]
    if (action === undefined) throw new UnknownNeeds('DynamoDB', 'a statement of PartiQL')
    const named = /\b(?:from|into|update)\s+"?([\w.-]+)"?/i.exec(text)?.[1] ?? ''
    const possible = tables.has(named) ? [named] : [...tables.keys()]
    return possible.map((table) => need(action, table, undefined, enclosing))
  }

  const operations: Readonly<Record<string, (input: Input) => Need[]>> = {
    ExecuteStatement: (input) => statement(input),
    BatchExecuteStatement: (input) => recordsIn(input.Statements).flatMap((each) => statement(each)),
    ExecuteTransaction: (input) =>
      recordsIn(input.TransactStatements).flatMap((each) => statement(each, 'ExecuteTransaction')),
    GetItem: (input) => [item('GetItem', input)],
    PutItem: (input) => [item('PutItem', input)],
    UpdateItem: (input) => [item('UpdateItem', input)],
    DeleteItem: (input) => [item('DeleteItem', input)],
    Query: (input) => query('Query', input),
    Scan: (input) => query('Scan', input),
    BatchGetItem: (input) =>
      batch('BatchGetItem', input, (table, asked) =>
        recordsIn(isRecord(asked) ? asked.Keys : []).map((key) => keyIn(table, key)),
      ),
    BatchWriteItem: (input) =>
      batch('BatchWriteItem', input, (table, asked) =>
        recordsIn(asked).map(({ PutRequest, DeleteRequest }) =>
          keyIn(table, isRecord(PutRequest) ? PutRequest.Item : isRecord(DeleteRequest) && DeleteRequest.Key),
        ),
      ),
    TransactWriteItems: (input) => transacted(input, 'TransactWriteItems', writesInTransactions),
    TransactGetItems: (input) => transacted(input, 'TransactGetItems', { Get: 'GetItem' }),
    DescribeTable: (input) => [need('DescribeTable', input.TableName, undefined)],
    DescribeTimeToLive: (input) => [need('DescribeTimeToLive', input.TableName, undefined)],
    ListTables: () => [{ action: 'dynamodb:ListTables', resource: '*', context: {} }],
  }

  function transacted(input: Input, enclosing: string, actions: Readonly<Record<string, string>>): Need[] {
    return recordsIn(input.TransactItems).flatMap((entry) =>
      Object.entries(entry).map(([kind, each]) => {
        const action = Object.hasOwn(actions, kind) ? actions[kind] : undefined
        if (action === undefined || !isRecord(each))
          throw new UnknownNeeds('DynamoDB', `${enclosing} with ${kind}`)
        return item(action, each, enclosing)
      }),
    )
  }

  return ({ headers, body }) => {
    const target = String(headers['x-amz-target'] ?? '')
    const operation = target.startsWith('DynamoDB_20120810.') ? target.slice('DynamoDB_20120810.'.length) : ''
    const needs = Object.hasOwn(operations, operation) ? operations[operation] : undefined
    if (needs === undefined) throw new UnknownNeeds('DynamoDB', operation || target)
    return needs(parseObject(body.toString('utf8')))
  }
}

const partiQl: Readonly<Record<string, string>> = {
  select: 'PartiQLSelect',
  insert: 'PartiQLInsert',
  update: 'PartiQLUpdate',
  delete: 'PartiQLDelete',
}

const writesInTransactions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

function partitionKeyOf(schema: { AttributeName: string; KeyType: string }[]): string {
  return schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? ''
}

/** From a table's name or its ARN. */
function nameOf(table: unknown): string {
  const text = String(table)
  return text.startsWith('arn:') ? text.slice(text.indexOf(':table/') + ':table/'.length) : text
}

function tableArn(table: unknown): string {
  return arn('dynamodb', `table/${nameOf(table)}`)
}

/**
 * The value of the partition key that a query asks for. Where none can be made out it is an empty text, which no key
 * can be, so that a policy for certain keys refuses.
 */
function queriedKey(input: Input, partitionKey: string | undefined): string {
  const names = isRecord(input.ExpressionAttributeNames) ? input.ExpressionAttributeNames : {}
  const values = isRecord(input.ExpressionAttributeValues) ? input.ExpressionAttributeValues : {}
  for (const [, name = '', value = ''] of String(input.KeyConditionExpression ?? '').matchAll(
    /([#\w.-]+)\s*=\s*(:\w+)/g,
  )) {
    if ((names[name] ?? name) === partitionKey) return comparable(values[value])
  }
  return ''
}

/** An attribute value as conditions compare it. */
function comparable(attribute: unknown): string {
  if (!isRecord(attribute)) return ''
  return String(attribute.S ?? attribute.N ?? attribute.B ?? '')
}

function recordsIn(list: unknown): Input[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}
