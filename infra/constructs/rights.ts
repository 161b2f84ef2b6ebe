/**
 * The statements that roles are made of. Each names its actions and its resources one by one; a transaction is
 * authorized by the actions of its items, so there is no action for it. Nothing here scans a table.
 */
import { ArnFormat, Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { KeptTable } from './kept-table.ts'
import { type LogPlace, logPaths } from './log-bucket.ts'
import { signing } from './signing-key.ts'
import { trailRows } from './trail-policy.ts'

/** Read rows by key, and query the table and the named indexes. */
export function readRows(table: KeptTable, ...indexes: string[]): PolicyStatement {
  for (const index of indexes)
    if (!table.indexes.includes(index)) throw new Error(`The table ${table.node.id} has no index ${index}.`)
  return new PolicyStatement({
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    resources: [table.tableArn, ...indexes.map((index) => `${table.tableArn}/index/${index}`)],
  })
}

/** Query an index that holds keys only: how many rows there are, and which, but not what they say. */
export function countRows(table: KeptTable, index: string): PolicyStatement {
  if (!table.indexes.includes(index)) throw new Error(`The table ${table.node.id} has no index ${index}.`)
  return new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/${index}`],
  })
}

/** How a row can be written: alone or as an item of a transaction, which is authorized by the same actions. */
export type Write = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem'

/** Write rows in these ways and no others. */
export function writeRows(table: KeptTable, ...writes: Write[]): PolicyStatement {
  return new PolicyStatement({
    actions: writes.map((write) => `dynamodb:${write}`),
    resources: [table.tableArn],
  })
}

const inTransactions = { StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' } }

/**
 * Add to the sign-off trail, but only as part of a transaction: an entry, its place in the queue to the log, the values
 * that it commits to and the change that it records are written together or not at all.
 */
export function recordInTransactions(trail: KeptTable, vault: KeptTable): PolicyStatement[] {
  return [
    appendInTransactions(trail),
    new PolicyStatement({
      actions: ['dynamodb:PutItem'],
      resources: [vault.tableArn],
      conditions: inTransactions,
    }),
  ]
}

/** Add entries that commit to nothing about anybody. */
export function appendInTransactions(trail: KeptTable): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:PutItem'],
    resources: [trail.tableArn],
    conditions: { ...inTransactions, ...withKeys([trailRows.entries, trailRows.outbox]) },
  })
}

/** Do these things with rows of these partition keys only; `*` at a key's end stands for the rest of it. */
export function onRows(table: KeptTable, operations: string[], keys: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: operations.map((operation) => `dynamodb:${operation}`),
    resources: [table.tableArn],
    conditions: withKeys(keys),
  })
}

function withKeys(keys: string[]) {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } }
}

/** Put a message into a queue. */
export function sendTo(queue: IQueue): PolicyStatement {
  return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })
}

/** Tell the waiting tasks of these machines that they are done. */
export function answerTasksOf(...machines: IStateMachine[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['states:SendTaskSuccess'],
    resources: machines.map((machine) => machine.stateMachineArn),
  })
}

/** Start executions of one machine. */
export function start(machine: IStateMachine): PolicyStatement {
  return new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] })
}

/** See how executions of one machine stand, and let one that failed go on where it failed. */
export function takeUp(machine: StateMachine): PolicyStatement {
  return new PolicyStatement({
    actions: ['states:DescribeExecution', 'states:RedriveExecution'],
    resources: [
      Stack.of(machine).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${machine.stateMachineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  })
}

/** Write the launch manifests of the cycles, and read the one that was there first. */
export function writeManifests(bucket: Bucket): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:PutObject', 's3:GetObject'],
    resources: [bucket.arnForObjects(manifests)],
  })
}

/** Read the launch manifests of the cycles. */
export function readManifests(bucket: Bucket): PolicyStatement {
  return new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(manifests)] })
}

const manifests = 'manifests/*'

/**
 * Read the log. Listing is part of it: without, S3 answers for an object that is not there as for one that is
 * forbidden, and a reader could not tell.
 */
export function readLog(log: LogPlace): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['s3:GetObject'], resources: logObjects(log) }),
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [log.bucketArn] }),
  ]
}

/** Write the log's objects. */
export function writeLog(log: LogPlace): PolicyStatement {
  return new PolicyStatement({ actions: ['s3:PutObject'], resources: logObjects(log) })
}

function logObjects(log: LogPlace): string[] {
  return [...logPaths.writtenOnce, logPaths.newest].map((path) => log.arnForObjects(path))
}

/** Sign the log's checkpoints, in the one way in which they are verified, and read the key with which others verify. */
export function signCheckpoints(key: IKey): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['kms:Sign'],
      resources: [key.keyArn],
      conditions: {
        StringEquals: {
          'kms:SigningAlgorithm': signing.algorithm,
          'kms:MessageType': signing.messageType,
        },
      },
    }),
    new PolicyStatement({ actions: ['kms:GetPublicKey'], resources: [key.keyArn] }),
  ]
}

/** Invoke one function. */
export function invoke(fn: IFunction): PolicyStatement {
  return new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] })
}
