import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { AddressStack } from './address-stack.ts'
import { mailAlarms } from './alarms/mail-alarms.ts'
import { pageAlarms } from './alarms/page-alarms.ts'
import { trailAlarms } from './alarms/trail-alarms.ts'
import { workflowAlarms } from './alarms/workflow-alarms.ts'
import type { MailStack } from './mail-stack.ts'
import type { TrailStack } from './trail-stack.ts'
import type { WebStack } from './web-stack.ts'
import type { WorkflowsStack } from './workflows-stack.ts'

export interface WatchStackProps extends StackProps {
  address: AddressStack
  mail: MailStack
  workflows: WorkflowsStack
  trail: TrailStack
  web: WebStack
}

/** The alarms. Each says who is hurt and what to do; all go to one topic that operators subscribe to. */
export class WatchStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { address, mail, workflows, trail, web, ...props }: WatchStackProps,
  ) {
    super(scope, id, props)
    const operators = new Topic(this, 'Operators', { masterKey: mail.key, enforceSSL: true })
    operators.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [operators.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    workflowAlarms(this, workflows, operators)
    mailAlarms(this, mail, operators)
    trailAlarms(this, trail, operators)
    pageAlarms(this, address, web, operators)
    new CfnOutput(this, 'OperatorsTopic', {
      value: operators.topicArn,
      description: 'Subscribe the operators’ addresses here',
    })
  }
}
