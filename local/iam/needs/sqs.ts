import { parseObject } from '../../services/wire.ts'
import { arn } from '../../template/resource-type.ts'
import { type NeedsOf, UnknownNeeds } from './call.ts'

/** The action that an operation needs: a batch needs the one of its entries. */
const actions: Readonly<Record<string, string>> = {
  SendMessage: 'SendMessage',
  SendMessageBatch: 'SendMessage',
  ReceiveMessage: 'ReceiveMessage',
  DeleteMessage: 'DeleteMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibility: 'ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  GetQueueAttributes: 'GetQueueAttributes',
  GetQueueUrl: 'GetQueueUrl',
  ListQueues: 'ListQueues',
  PurgeQueue: 'PurgeQueue',
}

/** SQS: an action on a queue. Source: service authorization reference, SQS; SQS developer guide, batch actions. */
export const sqsNeeds: NeedsOf = ({ headers, body }) => {
  const operation = String(headers['x-amz-target'] ?? '').replace(/^AmazonSQS\./, '')
  const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined
  if (action === undefined) throw new UnknownNeeds('SQS', operation)
  if (action === 'ListQueues') return [{ action: 'sqs:ListQueues', resource: '*', context: {} }]
  const { QueueUrl, QueueName } = parseObject(body.toString('utf8'))
  const queue = String(QueueUrl ?? QueueName)
  return [
    { action: `sqs:${action}`, resource: arn('sqs', queue.slice(queue.lastIndexOf('/') + 1)), context: {} },
  ]
}
