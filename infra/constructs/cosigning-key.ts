import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AccountRootPrincipal, AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'

/**
 * The witness's key. Only the witness signs with it, and only as cosignatures are verified; everyone else is denied,
 * administrators included: a key that signs for anybody else is no witness.
 * @param witness ARN of the witness's role.
 */
export function cosigningKey(scope: Construct, id: string, witness: string): Key {
  const key = new Key(scope, id, {
    description: 'Cosigns the checkpoints of a sign-off log that this witness has found consistent',
    keySpec: KeySpec.ECC_NIST_EDWARDS25519,
    keyUsage: KeyUsage.SIGN_VERIFY,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  })
  const deny = (sid: string, actions: string[], conditions: Record<string, unknown> = {}) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions,
        resources: ['*'],
        conditions,
      }),
    )
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'TheWitnessSigns',
      principals: [new AccountRootPrincipal()],
      actions: ['kms:Sign', 'kms:GetPublicKey'],
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': witness } },
    }),
  )
  deny('NobodyElseSigns', ['kms:Sign'], { ArnNotEquals: { 'aws:PrincipalArn': witness } })
  deny('WithThisAlgorithmOnly', ['kms:Sign'], {
    StringNotEquals: { 'kms:SigningAlgorithm': 'ED25519_SHA_512' },
  })
  deny('WholeMessagesOnly', ['kms:Sign'], { StringNotEquals: { 'kms:MessageType': 'RAW' } })
  deny('NeverLent', ['kms:CreateGrant'])
  return key
}
