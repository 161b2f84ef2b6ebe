import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AccountRootPrincipal, AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { namedRoleArn } from './named-role.ts'

/** The one way in which the log is signed. The pre-hashed variant of Ed25519 would be another signature. */
export const signing = { algorithm: 'ED25519_SHA_512', messageType: 'RAW' } as const

/**
 * The key that signs the log's checkpoints. Only the sequencer signs, in the one way that checkpoints are verified;
 * everyone else and everything else is denied, administrators included. It cannot be scheduled for deletion: without it
 * the log could not go on under the name that auditors hold.
 */
export function signingKey(scope: Construct, id: string): Key {
  const sequencer = namedRoleArn(scope, 'sequencer')
  const key = new Key(scope, id, {
    description: 'Signs the checkpoints of Countersign’s sign-off log',
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
      sid: 'TheSequencerSigns',
      principals: [new AccountRootPrincipal()],
      actions: ['kms:Sign', 'kms:GetPublicKey'],
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': sequencer } },
    }),
  )
  deny('NobodyElseSigns', ['kms:Sign'], { ArnNotEquals: { 'aws:PrincipalArn': sequencer } })
  deny('WithThisAlgorithmOnly', ['kms:Sign'], {
    StringNotEquals: { 'kms:SigningAlgorithm': signing.algorithm },
  })
  deny('WholeMessagesOnly', ['kms:Sign'], { StringNotEquals: { 'kms:MessageType': signing.messageType } })
  deny('NeverLentNorDeleted', ['kms:CreateGrant', 'kms:ScheduleKeyDeletion'])
  return key
}
