import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'

/** Where messages, records and launches rest that failed every try. The watch stack alarms on the first one. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest that SQS offers: someone may be on holiday.
      retentionPeriod: Duration.days(14),
    })
    acknowledge(this, 'AwsSolutions-SQS3', 'This queue is itself the end of the line; an alarm watches it.')
  }
}
