import { account, isRecord, region } from '../wire.ts'

/** An `AWS::SQS::Queue` of the template, its values resolved. */
export interface QueueDeclaration {
  queueName: string
  properties: Record<string, unknown>
}

/** What a queue does; times in milliseconds. */
export interface QueueSettings {
  name: string
  arn: string
  delayMs: number
  visibilityMs: number
  retentionMs: number
  waitMs: number
  /** Bytes of one message's body and attributes. */
  maximumBytes: number
  redrive: { deadLetterQueue: string; maximumReceives: number } | undefined
}

export function queueArnOf(queueName: string): string {
  return `arn:aws:sqs:${region}:${account}:${queueName}`
}

/** From a queue's name, ARN or URL. */
export function queueNameOf(reference: string): string {
  return reference.slice(Math.max(reference.lastIndexOf(':'), reference.lastIndexOf('/')) + 1)
}

/** Throws with the queue's name for what is not done here: FIFO queues. */
export function queueSettingsOf({ queueName, properties }: QueueDeclaration): QueueSettings {
  if (properties.FifoQueue === true || properties.FifoQueue === 'true') {
    throw new Error(`The queue ${queueName} is a FIFO queue, which the local cloud does not run.`)
  }
  const seconds = (name: string, otherwise: number): number => Number(properties[name] ?? otherwise) * 1000
  const policy: unknown =
    typeof properties.RedrivePolicy === 'string'
      ? JSON.parse(properties.RedrivePolicy)
      : properties.RedrivePolicy
  return {
    name: queueName,
    arn: queueArnOf(queueName),
    delayMs: seconds('DelaySeconds', 0),
    visibilityMs: seconds('VisibilityTimeout', 30),
    retentionMs: seconds('MessageRetentionPeriod', 345_600),
    waitMs: seconds('ReceiveMessageWaitTimeSeconds', 0),
    maximumBytes: Number(properties.MaximumMessageSize ?? 1_048_576),
    redrive: isRecord(policy)
      ? {
          deadLetterQueue: queueNameOf(String(policy.deadLetterTargetArn)),
          maximumReceives: Number(policy.maxReceiveCount),
        }
      : undefined,
  }
}
