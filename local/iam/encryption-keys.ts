import { isObject, type Json } from '../template/json.ts'
import type { Plan } from '../template/plan.ts'
import { arn } from '../template/resource-type.ts'

/**
 * The KMS key of each table, bucket, queue and topic that has one of the app's, by ARN. Whoever uses such a thing uses
 * its key, through the service.
 */
export function encryptionKeysOf(plan: Plan): Map<string, string> {
  const aliases = new Map(
    plan.resources
      .filter(({ type }) => type === 'AWS::KMS::Alias')
      .map(({ name, properties }) => [name, String(properties.TargetKeyId)]),
  )
  const keyArn = (reference: string): string | undefined => {
    const target = aliases.get(reference.replace(/^arn:[^/]+:(?=alias\/)/, '')) ?? reference
    // A key of AWS's own, which everyone may use who may use the thing.
    if (target.includes('alias/')) return undefined
    return target.startsWith('arn:') ? target : arn('kms', `key/${target}`)
  }
  const keys = new Map<string, string>()
  for (const { type, ref, arn: own = ref, properties } of plan.resources) {
    const reference = keyReference[type]?.(properties)
    const key = typeof reference === 'string' ? keyArn(reference) : undefined
    if (key !== undefined) keys.set(own, key)
  }
  return keys
}

const keyReference: Readonly<Record<string, (properties: Json) => Json | undefined>> = {
  'AWS::DynamoDB::GlobalTable': (table) => at(table, 'Replicas', 0, 'SSESpecification', 'KMSMasterKeyId'),
  'AWS::S3::Bucket': (bucket) =>
    at(
      bucket,
      'BucketEncryption',
      'ServerSideEncryptionConfiguration',
      0,
      'ServerSideEncryptionByDefault',
      'KMSMasterKeyID',
    ),
  'AWS::SQS::Queue': (queue) => at(queue, 'KmsMasterKeyId'),
  'AWS::SNS::Topic': (topic) => at(topic, 'KmsMasterKeyId'),
}

function at(value: Json, ...path: (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((found, step) => {
    if (Array.isArray(found)) return found[Number(step)]
    return isObject(found) ? found[step] : undefined
  }, value)
}
