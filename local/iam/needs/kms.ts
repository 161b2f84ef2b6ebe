import { parseObject } from '../../services/wire.ts'
import type { Plan } from '../../template/plan.ts'
import { account, arn } from '../../template/resource-type.ts'
import { type NeedsOf, UnknownNeeds } from './call.ts'

const onKeys = new Set([
  'Sign',
  'Verify',
  'GetPublicKey',
  'DescribeKey',
  'Encrypt',
  'Decrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
])

/** KMS: an action on a key. Source: service authorization reference, KMS. */
export function kmsNeeds(plan: Plan): NeedsOf {
  const aliases = new Map(
    plan.resources
      .filter(({ type }) => type === 'AWS::KMS::Alias')
      .map(({ name, properties }) => [name, String(properties.TargetKeyId)]),
  )
  /** From a key's id or ARN, or an alias or its ARN. */
  const keyArn = (reference: string): string => {
    const name = reference.replace(/^arn:[^/]*:(?=(key|alias)\/)/, '')
    const id = (aliases.get(name) ?? name).replace(/^.*\//, '')
    return arn('kms', `key/${id}`)
  }
  return ({ headers, body }) => {
    const operation = String(headers['x-amz-target'] ?? '').replace(/^TrentService\./, '')
    const { KeyId, SigningAlgorithm, MessageType } = parseObject(body.toString('utf8'))
    // Decrypt may leave it to the ciphertext which key it is.
    if (!onKeys.has(operation) || typeof KeyId !== 'string') throw new UnknownNeeds('KMS', operation)
    const context = {
      'kms:calleraccount': account,
      ...(typeof SigningAlgorithm === 'string' ? { 'kms:signingalgorithm': SigningAlgorithm } : {}),
      ...(operation === 'Sign' || operation === 'Verify'
        ? { 'kms:messagetype': String(MessageType ?? 'RAW') }
        : {}),
    }
    return [{ action: `kms:${operation}`, resource: keyArn(KeyId), context }]
  }
}
