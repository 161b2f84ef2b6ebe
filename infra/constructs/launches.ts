import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import { invoke, sendTo, start } from './rights.ts'

/** The group that holds one schedule per cycle; what their role may do is all that a schedule can do. */
export class Launches extends ScheduleGroup {
  /** EventBridge Scheduler starts cycles as this role; HR hands it to the schedules that it makes. */
  readonly role: Role
  /** Launches that failed. */
  readonly unlaunched: DeadLetterQueue

  constructor(scope: Construct, id: string, cycle: IStateMachine) {
    super(scope, id, { scheduleGroupName: name })
    this.unlaunched = new DeadLetterQueue(scope, 'LaunchDeadLetters')
    this.role = new Role(scope, 'LaunchRole', {
      description: 'Starts the workflow of a cycle at its launch date',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': this.scheduleGroupArn,
          },
        },
      }),
    })
    this.role.addToPolicy(start(cycle))
    this.role.addToPolicy(sendTo(this.unlaunched))
  }

  /** Lets the schedules of the group call a function too: the one that looks at a series each morning. */
  alsoCall(fn: IFunction): void {
    this.role.addToPolicy(invoke(fn))
  }

  /** Lets a role make, move and remove the schedules of the group, and hand them the launch role and no other. */
  grantScheduling(holder: Role): void {
    holder.addToPolicy(
      new PolicyStatement({
        actions: ['Create', 'Update', 'Delete'].map((verb) => `scheduler:${verb}Schedule`),
        resources: [
          Stack.of(this).formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${name}/*` }),
        ],
      }),
    )
    holder.addToPolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    )
    acknowledge(
      holder,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${name}/*]`,
      'A schedule is named for its cycle or series; the group holds nothing else.',
    )
  }
}

/** Of the group; in the function's environment and in the right to it. */
const name = 'Countersign-Launches'
