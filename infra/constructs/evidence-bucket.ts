import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { WitnessSettings } from '../witness-settings.ts'
import { acknowledge } from './acknowledge.ts'

/**
 * What the witness cosigned and what it reported, for good: each object is written once, by the witness alone, and locked.
 * Whoever cannot change what they have seen cannot be made to.
 */
export class EvidenceBucket extends Bucket {
  /** @param writer ARN of the witness's role. */
  constructor(
    scope: Construct,
    id: string,
    { settings, writer }: { settings: Pick<WitnessSettings, 'stage' | 'evidenceYears'>; writer: string },
  ) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        settings.stage === 'production'
          ? // Leap days count too.
            ObjectLockRetention.compliance(Duration.days(Math.ceil(settings.evidenceYears * 365.25)))
          : ObjectLockRetention.governance(Duration.days(1)),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(
      this,
      'AwsSolutions-S1',
      'Nothing here is secret and nothing can be changed; what is read from it proves itself by its signatures.',
    )
    this.#deny('OnlyTheWitnessWrites', ['s3:PutObject'], { ArnNotEquals: { 'aws:PrincipalArn': writer } })
    this.#deny('WrittenOnce', ['s3:PutObject'], { Null: { 's3:if-none-match': 'true' } })
    this.#deny('NeverRemovedNorLoosened', [
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
      's3:BypassGovernanceRetention',
    ])
    // A bucket that stays must not stay without what protects it.
    this.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN)
  }

  #deny(sid: string, actions: string[], conditions: Record<string, unknown> = {}): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions,
        resources: [this.arnForObjects('*')],
        conditions,
      }),
    )
  }
}
