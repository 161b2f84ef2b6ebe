import type { Plan } from '../../template/plan.ts'
import type { NeedsOf } from './call.ts'
import { dynamoDbNeeds } from './dynamodb.ts'
import { kmsNeeds } from './kms.ts'
import { lambdaNeeds } from './lambda.ts'
import { s3Needs } from './s3.ts'
import { schedulerNeeds } from './scheduler.ts'
import { sesNeeds } from './ses.ts'
import { sfnNeeds } from './sfn.ts'
import { snsNeeds } from './sns.ts'
import { sqsNeeds } from './sqs.ts'

/** For each service, by its prefix on the AWS port, what its calls need the right to do. */
export function needsOfServices(
  plan: Plan,
  machineOf: (taskToken: string) => string | undefined,
): Readonly<Record<string, NeedsOf>> {
  return {
    dynamodb: dynamoDbNeeds(plan),
    sfn: sfnNeeds(machineOf),
    sqs: sqsNeeds,
    ses: sesNeeds,
    s3: s3Needs,
    kms: kmsNeeds(plan),
    scheduler: schedulerNeeds,
    lambda: lambdaNeeds,
    sns: snsNeeds,
  }
}
