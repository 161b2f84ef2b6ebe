import type { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { KeptTable } from './kept-table.ts'
import type { RoleFunction } from './role-function.ts'

interface Followed<Environment extends Record<keyof Environment, string>> {
  table: KeptTable
  fn: RoleFunction<Environment>
  /** What a record must be for the function to be called, in EventBridge's pattern language. */
  filter: Record<string, unknown>
  /** How the synth names the table's ARN where another stack refers to it. */
  exported: string
}

/**
 * Calls a function with the rows of a table that pass the filter, as they are written. A record that fails is split out
 * of its batch, tried five times and put into `failed`; later ones go on.
 */
export function followStream<Environment extends Record<keyof Environment, string>>(
  scope: Construct,
  id: string,
  { table, fn, filter, exported, failed }: Followed<Environment> & { failed: IQueue },
): void {
  new EventSourceMapping(scope, id, {
    target: fn,
    eventSourceArn: readStream(table, fn, exported),
    // From the oldest record that is kept: what happens while this is being deployed is not missed.
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 25,
    parallelizationFactor: 2,
    filters: [FilterCriteria.filter(filter)],
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: 5,
    onFailure: new SqsDlq(failed),
  })
}

/**
 * Calls a function soon after rows were written that pass the filter, once for all of them. It is a hint: a call that
 * fails is not repeated, since something else finds what was missed.
 */
export function hintFromStream<Environment extends Record<keyof Environment, string>>(
  scope: Construct,
  id: string,
  { table, fn, filter, exported, within }: Followed<Environment> & { within: Duration },
): void {
  new EventSourceMapping(scope, id, {
    target: fn,
    eventSourceArn: readStream(table, fn, exported),
    startingPosition: StartingPosition.LATEST,
    batchSize: 1000,
    maxBatchingWindow: within,
    filters: [FilterCriteria.filter(filter)],
    retryAttempts: 0,
  })
}

/** Lets a function read a table's stream, and returns the stream's ARN. */
function readStream<Environment extends Record<keyof Environment, string>>(
  table: KeptTable,
  fn: RoleFunction<Environment>,
  exported: string,
): string {
  if (table.tableStreamArn === undefined) throw new Error(`The table ${table.node.id} has no stream.`)
  fn.ownRole.addToPolicy(
    new PolicyStatement({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [table.tableStreamArn],
    }),
  )
  fn.ownRole.addToPolicy(
    new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [`${table.tableArn}/stream/*`] }),
  )
  acknowledge(
    fn.ownRole,
    `AwsSolutions-IAM5[Resource::${exported}/stream/*]`,
    'ListStreams is authorized on the streams of a table, not on one of them; reading is limited to the one.',
  )
  return table.tableStreamArn
}
