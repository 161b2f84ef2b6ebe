import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AccountRootPrincipal, AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'

/** The one way in which checkpoints are signed and cosigned. The pre-hashed variant of Ed25519 would be another signature. */
export const signing = { algorithm: 'ED25519_SHA_512', messageType: 'RAW' } as const

export interface SigningKeyProps {
  /** Shown in the console. */
  description: string
  /** ARN of the one role that signs. */
  signer: string
}

/**
 * A key for checkpoints: the log's own, or a witness's. Only its one role signs, in the one way that checkpoints are
 * verified; everyone else and everything else is denied, administrators included. It cannot be scheduled for deletion:
 * without it nobody could go on under the name that auditors hold.
 */
export function signingKey(scope: Construct, id: string, { description, signer }: SigningKeyProps): Key {
  const key = new Key(scope, id, {
    description,
    keySpec: KeySpec.ECC_NIST_EDWARDS25519,
    keyUsage: KeyUsage.SIGN_VERIFY,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  })
  const deny = (sid: string, actions: string[], conditions?: Record<string, unknown>) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions,
        resources: ['*'],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    )
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'TheOneRoleSigns',
      principals: [new AccountRootPrincipal()],
      actions: ['kms:Sign', 'kms:GetPublicKey'],
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': signer } },
    }),
  )
  deny('NobodyElseSigns', ['kms:Sign'], { ArnNotEquals: { 'aws:PrincipalArn': signer } })
  deny('WithThisAlgorithmOnly', ['kms:Sign'], {
    StringNotEquals: { 'kms:SigningAlgorithm': signing.algorithm },
  })
  deny('WholeMessagesOnly', ['kms:Sign'], { StringNotEquals: { 'kms:MessageType': signing.messageType } })
  deny('NeverLentNorDeleted', ['kms:CreateGrant', 'kms:ScheduleKeyDeletion'])
  return key
}
