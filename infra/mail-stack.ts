import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type * as z from 'zod'
import type { reactionsEnvSchema } from '../functions/reactions/env.ts'
import type { AddressStack } from './address-stack.ts'
import { DeadLetterQueue } from './constructs/dead-letter-queue.ts'
import { readRows, writeRows } from './constructs/rights.ts'
import { RoleFunction } from './constructs/role-function.ts'
import type { RecordsStack } from './records-stack.ts'
import type { Settings } from './settings.ts'

export interface MailStackProps extends StackProps {
  dist: string
  settings: Settings
  records: RecordsStack
  address: AddressStack
}

/** What every reaction's environment holds; the schema of the room decides. */
export type ReactionsEnvironment = z.input<typeof reactionsEnvSchema>

/** From a message that is due to a mail that arrived or came back. */
export class MailStack extends Stack {
  readonly queue: Queue
  readonly undeliverable: DeadLetterQueue
  readonly configurationSet: ConfigurationSet
  readonly sendMail: RoleFunction<ReactionsEnvironment>
  readonly recordMailEvents: RoleFunction<ReactionsEnvironment>
  /** Encrypts the topics that carry addresses and alarms. */
  readonly key: Key
  readonly reactions: ReactionsEnvironment

  constructor(scope: Construct, id: string, props: MailStackProps) {
    super(scope, id, props)
    const { records } = props
    this.undeliverable = new DeadLetterQueue(this, 'MailDeadLetters')
    this.queue = new Queue(this, 'MailQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's timeout, as Lambda asks, so that a slow batch is not sent twice.
      visibilityTimeout: Duration.seconds(6 * sendSeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.undeliverable, maxReceiveCount: 5 },
    })
    this.configurationSet = new ConfigurationSet(this, 'Mails', {
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    })
    if (props.settings.mailDomain !== undefined)
      new EmailIdentity(this, 'Sender', {
        identity: Identity.domain(props.settings.mailDomain),
        configurationSet: this.configurationSet,
      })
    this.reactions = {
      RECORDS_TABLE: records.records.table.tableName,
      TRAIL_TABLE: records.trail.table.tableName,
      VAULT_TABLE: records.vault.table.tableName,
      MAIL_QUEUE_URL: this.queue.queueUrl,
      PUBLIC_URL: props.address.publicUrl,
      MAIL_FROM: props.settings.mailFrom,
      SES_CONFIGURATION_SET: this.configurationSet.configurationSetName,
    }
    this.sendMail = new RoleFunction(this, 'SendMail', {
      dist: props.dist,
      bundle: 'reactions',
      handler: 'sendMail',
      description: 'Composes one mail from what waits for a person and sends it',
      environment: this.reactions,
      timeout: Duration.seconds(sendSeconds),
      rights: [readRows(records.records), writeRows(records.records), this.#sendAs(props.settings.mailFrom)],
    })
    this.sendMail.addEventSource(
      // Two at a time, the least SQS allows, keeps near the 14 mails a second of a young SES account.
      new SqsEventSource(this.queue, { batchSize: 10, maxConcurrency: 2, reportBatchItemFailures: true }),
    )
    this.key = this.#messagesKey()
    this.recordMailEvents = new RoleFunction(this, 'RecordMailEvents', {
      dist: props.dist,
      bundle: 'reactions',
      handler: 'recordMailEvents',
      description: 'Notes bounces, complaints and rejections, so that HR sees them within a minute',
      environment: this.reactions,
      timeout: Duration.seconds(30),
      deadLetterQueue: this.undeliverable,
      rights: [readRows(records.records), writeRows(records.records)],
    })
    this.#mailEvents().addSubscription(new LambdaSubscription(this.recordMailEvents))
    new CfnOutput(this, 'MailFrom', {
      value: props.settings.mailFrom,
      description: 'Sender of all mail; its SES identity must be verified before the first cycle',
    })
  }

  /** SES checks the identity of the address, or of its domain, and the configuration set. */
  #sendAs(address: string): PolicyStatement {
    const identity = (name: string) =>
      this.formatArn({ service: 'ses', resource: 'identity', resourceName: name })
    return new PolicyStatement({
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resources: [
        identity(address),
        identity(address.slice(address.indexOf('@') + 1)),
        this.formatArn({
          service: 'ses',
          resource: 'configuration-set',
          resourceName: this.configurationSet.configurationSetName,
        }),
      ],
      conditions: { StringEquals: { 'ses:FromAddress': address } },
    })
  }

  /** Bounces name people's addresses, so their topic has a key, which SES and CloudWatch may use to publish. */
  #messagesKey(): Key {
    const key = new Key(this, 'MessagesKey', {
      description: 'Encrypts the mail events and the alarms of Countersign on their way',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
    })
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'PublishersOfThisAccount',
        principals: [
          new ServicePrincipal('ses.amazonaws.com'),
          new ServicePrincipal('cloudwatch.amazonaws.com'),
        ],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    return key
  }

  #mailEvents(): Topic {
    const topic = new Topic(this, 'MailEvents', { masterKey: this.key, enforceSSL: true })
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesPublishes',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    this.configurationSet.addEventDestination('Returned', {
      destination: EventDestination.snsTopic(topic),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    })
    return topic
  }
}

/** Ten mails, each a few hundred milliseconds with SES, and a retry or two. */
const sendSeconds = 30
