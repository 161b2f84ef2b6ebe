import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { KeptTable } from './kept-table.ts'
import type { RoleFunction } from './role-function.ts'

/** Value of `gsi2pk` in rows whose workflow has still to be moved; as the records' keys spell it. */
const unmoved = 'UNMOVED'

/**
 * Calls a function with the rows of a table that wait for their workflow, as they are written. A record that fails is
 * split out of its batch, tried five times and put into `failed`; later ones go on.
 */
export function followStream<Environment extends Record<keyof Environment, string>>(
  scope: Construct,
  id: string,
  { table, fn, failed }: { table: KeptTable; fn: RoleFunction<Environment>; failed: IQueue },
): void {
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
    'AwsSolutions-IAM5[Resource::Countersign-Records:ExportsOutputFnGetAttRecords091F6ECAArn8F34C005/stream/*]',
    'ListStreams is authorized on the streams of a table, not on one of them; reading is limited to the one.',
  )
  new EventSourceMapping(scope, id, {
    target: fn,
    eventSourceArn: table.tableStreamArn,
    // From the oldest record that is kept: what happens while this is being deployed is not missed.
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 25,
    parallelizationFactor: 2,
    filters: [FilterCriteria.filter({ dynamodb: { NewImage: { gsi2pk: { S: [unmoved] } } } })],
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: 5,
    onFailure: new SqsDlq(failed),
  })
}
