import { Duration, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'

/** The key of the topics: bounces name people's addresses. SES and CloudWatch may use it to publish. */
export function messagesKey(scope: Construct, id: string): Key {
  const key = new Key(scope, id, {
    description: 'Encrypts the mail events and the alarms of Countersign on their way',
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
  })
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'PublishersOfThisAccount',
      principals: ['ses', 'cloudwatch'].map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  )
  return key
}
