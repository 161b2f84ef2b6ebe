import { Stack } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import type { Construct } from 'constructs'
import { invoke } from './rights.ts'

/** Calls a function every minute. A call that fails is not repeated: the next minute comes anyway. */
export function everyMinute(scope: Construct, fn: IFunction): void {
  const role = new Role(scope, 'EveryMinuteRole', {
    description: 'Calls a function every minute',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  })
  role.addToPolicy(invoke(fn))
  const schedule = new CfnSchedule(scope, 'EveryMinute', {
    description: 'Sweeps for workflows that have not moved',
    scheduleExpression: 'rate(1 minutes)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: fn.functionArn,
      roleArn: role.roleArn,
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  })
  // Without its policy the first minutes would be refused.
  schedule.node.addDependency(role)
}
