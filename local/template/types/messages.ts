import * as z from 'zod'
import { account, arn, type ResourceType, tags, withoutEffect } from '../resource-type.ts'

/** AWS::SQS::Queue. Times in seconds; defaults as on AWS. */
export const queueProperties = z.strictObject({
  QueueName: z.string().optional(),
  FifoQueue: z.literal(false).optional(),
  VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
  MessageRetentionPeriod: z.number().int().optional(),
  DelaySeconds: z.number().int().min(0).max(900).optional(),
  ReceiveMessageWaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  MaximumMessageSize: z.number().int().optional(),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number().int().min(1) })
    .optional(),
  RedriveAllowPolicy: withoutEffect('the queues themselves say where their dead letters end'),
  SqsManagedSseEnabled: withoutEffect('the disk is the machine’s'),
  KmsMasterKeyId: withoutEffect('the disk is the machine’s'),
  KmsDataKeyReusePeriodSeconds: withoutEffect('the disk is the machine’s'),
  Tags: tags,
})

export const topicProperties = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: withoutEffect('shown in mails of SNS, which sends none here'),
  KmsMasterKeyId: withoutEffect('the disk is the machine’s'),
  TracingConfig: withoutEffect('there is no X-Ray here'),
  FifoTopic: z.literal(false).optional(),
  Tags: tags,
})

/** AWS::SNS::Subscription. To a mail address nothing is sent. */
export const subscriptionProperties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.enum(['lambda', 'sqs', 'email']),
  Endpoint: z.string(),
  RawMessageDelivery: z.boolean().optional(),
  RedrivePolicy: z.unknown().optional(),
  FilterPolicy: z.unknown().optional(),
  FilterPolicyScope: z.enum(['MessageAttributes', 'MessageBody']).optional(),
})

export const configurationSetProperties = z.strictObject({
  Name: z.string().optional(),
  SendingOptions: z.strictObject({ SendingEnabled: z.literal(true).optional() }).optional(),
  SuppressionOptions: z
    .strictObject({ SuppressedReasons: z.array(z.enum(['BOUNCE', 'COMPLAINT'])).optional() })
    .optional(),
  ReputationOptions: withoutEffect('nobody’s reputation is at stake here'),
  DeliveryOptions: withoutEffect('mails stay on this machine'),
  TrackingOptions: withoutEffect('opens and clicks are not tracked here'),
  VdmOptions: withoutEffect('there are no delivery dashboards here'),
  Tags: tags,
})

export const eventDestinationProperties = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: z.string().optional(),
    Enabled: z.boolean().optional(),
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: z.strictObject({ TopicARN: z.string() }),
  }),
})

export const messageTypes: Record<string, ResourceType> = {
  'AWS::SQS::Queue': {
    here: 'runs',
    how: 'rows in the data directory',
    properties: queueProperties,
    nameProperty: 'QueueName',
    ref: ({ name, addresses }) => `${addresses.awsUrl}/sqs/${account}/${name}`,
    attributes: {
      Arn: ({ name }) => arn('sqs', name),
      QueueName: ({ name }) => name,
      QueueUrl: ({ name, addresses }) => `${addresses.awsUrl}/sqs/${account}/${name}`,
    },
  },
  'AWS::SNS::Topic': {
    here: 'runs',
    how: 'a hand-over to the subscribed functions and queues',
    properties: topicProperties,
    nameProperty: 'TopicName',
    ref: ({ name }) => arn('sns', name),
    attributes: { TopicArn: ({ name }) => arn('sns', name), TopicName: ({ name }) => name },
  },
  'AWS::SNS::Subscription': {
    here: 'runs',
    how: 'a hand-over to a function or queue; none to mail addresses',
    properties: subscriptionProperties,
  },
  'AWS::SES::ConfigurationSet': {
    here: 'runs',
    how: 'the local inbox',
    properties: configurationSetProperties,
    nameProperty: 'Name',
  },
  'AWS::SES::ConfigurationSetEventDestination': {
    here: 'runs',
    how: 'bounces and complaints that you press in the local inbox',
    properties: eventDestinationProperties,
  },
  'AWS::SES::EmailIdentity': {
    here: 'no effect',
    how: 'the local inbox takes mail from any sender',
    nameProperty: 'EmailIdentity',
  },
}
