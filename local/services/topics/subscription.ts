import { compileFilter, type EventFilter } from '../event-filter.ts'
import { isRecord } from '../wire.ts'

/** An `AWS::SNS::Subscription` of the template, its values resolved. */
export interface SubscriptionDeclaration {
  /** Logical id: names its durable rows. */
  id: string
  properties: Record<string, unknown>
}

export interface Subscription {
  id: string
  arn: string
  topicArn: string
  protocol: 'lambda' | 'sqs' | 'email'
  endpoint: string
  raw: boolean
  deadLetterArn: string | undefined
  /** Whether a message with these attributes, or this body, is for the subscription. */
  wants(message: string, attributes: Record<string, string>): boolean
}

/** Throws with the subscription's id for a protocol that the local cloud does not deliver to. */
export function subscriptionOf({ id, properties }: SubscriptionDeclaration): Subscription {
  const protocol = properties.Protocol
  if (protocol !== 'lambda' && protocol !== 'sqs' && protocol !== 'email') {
    throw new Error(
      `The subscription ${id} is for ${String(protocol)}, which the local cloud does not deliver to.`,
    )
  }
  const policy = parsed(properties.FilterPolicy)
  const redrive = parsed(properties.RedrivePolicy)
  const matches: EventFilter = compileFilter(policy === undefined ? {} : { Filters: [{ Pattern: policy }] })
  const byBody = properties.FilterPolicyScope === 'MessageBody'
  const topicArn = String(properties.TopicArn)
  return {
    id,
    arn: `${topicArn}:${id}`,
    topicArn,
    protocol,
    endpoint: String(properties.Endpoint),
    raw: properties.RawMessageDelivery === true || properties.RawMessageDelivery === 'true',
    deadLetterArn: typeof redrive?.deadLetterTargetArn === 'string' ? redrive.deadLetterTargetArn : undefined,
    wants: (message, attributes) => matches(byBody ? bodyOf(message) : attributes),
  }
}

function parsed(value: unknown): Record<string, unknown> | undefined {
  const object: unknown = typeof value === 'string' ? JSON.parse(value) : value
  return isRecord(object) ? object : undefined
}

function bodyOf(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
