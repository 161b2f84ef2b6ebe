import { Stack } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import type { Construct } from 'constructs'
import { invoke } from './rights.ts'

export interface OnScheduleProps {
  fn: IFunction
  /** EventBridge Scheduler's rate, e.g. `1 minutes`. */
  rate: string
  /** Why, shown in the console. */
  description: string
}

/** Calls a function again and again. A call that fails is not repeated: the next one comes anyway. */
export function onSchedule(scope: Construct, id: string, { fn, rate, description }: OnScheduleProps): void {
  const role = new Role(scope, `${id}Role`, {
    description: `Calls a function: ${description}`,
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  })
  role.addToPolicy(invoke(fn))
  const schedule = new CfnSchedule(scope, id, {
    description,
    scheduleExpression: `rate(${rate})`,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: fn.functionArn,
      roleArn: role.roleArn,
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  })
  // Without its policy the first calls would be refused.
  schedule.node.addDependency(role)
}
