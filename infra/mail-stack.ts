import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { AddressStack } from './address-stack.ts'
import { DeadLetterQueue } from './constructs/dead-letter-queue.ts'
import { messagesKey } from './constructs/messages-key.ts'
import { type ReactionsEnvironment, reaction } from './constructs/reaction.ts'
import { readRows, writeRows } from './constructs/rights.ts'
import type { RoleFunction } from './constructs/role-function.ts'
import { Sender } from './constructs/sender.ts'
import type { RecordsStack } from './records-stack.ts'
import type { Settings } from './settings.ts'

export interface MailStackProps extends StackProps {
  dist: string
  settings: Settings
  records: RecordsStack
  address: AddressStack
}

/** From a message that is due to a mail that arrived or came back. */
export class MailStack extends Stack {
  readonly queue: Queue
  readonly undeliverable: DeadLetterQueue
  readonly sender: Sender
  readonly sendMail: RoleFunction<ReactionsEnvironment>
  readonly recordMailEvents: RoleFunction<ReactionsEnvironment>
  readonly key: Key
  /** What every reaction reads from its environment, here and in the workflows stack. */
  readonly reactions: ReactionsEnvironment

  constructor(scope: Construct, id: string, { dist, settings, records, address, ...props }: MailStackProps) {
    super(scope, id, props)
    this.key = messagesKey(this, 'MessagesKey')
    const returned = new Topic(this, 'MailEvents', { masterKey: this.key, enforceSSL: true })
    this.sender = new Sender(this, 'Sender', settings, returned)
    this.undeliverable = new DeadLetterQueue(this, 'MailDeadLetters')
    this.queue = new Queue(this, 'MailQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's timeout, as Lambda asks, so that a slow batch is not sent twice.
      visibilityTimeout: Duration.seconds(6 * sendTimeout.toSeconds()),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.undeliverable, maxReceiveCount: 5 },
    })
    this.reactions = {
      RECORDS_TABLE: records.records.tableName,
      TRAIL_TABLE: records.trail.tableName,
      VAULT_TABLE: records.vault.tableName,
      MAIL_QUEUE_URL: this.queue.queueUrl,
      PUBLIC_URL: address.publicUrl,
      MAIL_FROM: settings.mailFrom,
      HELP_CONTACT: settings.helpContact,
      SES_CONFIGURATION_SET: this.sender.configurationSetName,
    }
    const given = { dist, environment: this.reactions, timeout: sendTimeout }
    this.sendMail = reaction(this, 'SendMail', {
      ...given,
      description: 'Composes one mail from what waits for a person and sends it',
      rights: [
        readRows(records.records, 'byAssignee'),
        writeRows(records.records, 'PutItem', 'UpdateItem'),
        this.sender.right(),
      ],
    })
    this.sendMail.addEventSource(
      // Two at a time, the least SQS allows, keeps near the 14 mails a second of a young SES account.
      new SqsEventSource(this.queue, { batchSize: 10, maxConcurrency: 2, reportBatchItemFailures: true }),
    )
    this.recordMailEvents = reaction(this, 'RecordMailEvents', {
      ...given,
      description: 'Notes bounces, complaints and rejections, so that HR sees them within a minute',
      rights: [readRows(records.records), writeRows(records.records, 'UpdateItem')],
      deadLetterQueue: this.undeliverable,
    })
    returned.addSubscription(new LambdaSubscription(this.recordMailEvents))
    new CfnOutput(this, 'MailFrom', {
      value: settings.mailFrom,
      description: 'Sender of all mail; its SES identity must be verified before the first cycle',
    })
  }
}

/** Ten mails, each a few hundred milliseconds with SES, and a retry or two. */
const sendTimeout = Duration.seconds(30)
