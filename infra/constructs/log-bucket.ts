import { DefaultStackSynthesizer, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AccountPrincipal, AnyPrincipal, Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Settings } from '../settings.ts'
import { acknowledge } from './acknowledge.ts'

export interface LogBucketProps {
  settings: Pick<Settings, 'stage' | 'trailRetentionYears' | 'auditorAccount'>
  /** ARN of the one role that writes. */
  writer: string
  /** For a bucket that is kept for another account: its name, and the account that writes and reads there. */
  keptFor?: { bucketName: string; account: string }
}

/** What the rest of the app needs to know of the bucket, wherever it is. */
export type LogPlace = Pick<IBucket, 'bucketName' | 'bucketArn' | 'arnForObjects'>

/** The log's objects: what is written once, and the checkpoint, which moves on. */
export const logPaths = {
  writtenOnce: ['tile/*', 'checkpoint-history/*'],
  newest: 'checkpoint',
} as const

/**
 * The public log: tiles, bundles and checkpoints. Nothing in it is ever replaced or removed. Object Lock keeps every
 * version, and the policy denies everyone, administrators included, whatever could make a written path say something
 * else. Encrypted with S3's own key, so that whoever may read the bucket from another account needs no key of ours.
 */
export class LogBucket extends Bucket {
  constructor(scope: Construct, id: string, { settings, writer, keptFor }: LogBucketProps) {
    super(scope, id, {
      ...(keptFor === undefined ? {} : { bucketName: keptFor.bucketName }),
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        settings.stage === 'production'
          ? // Leap days count too, so that ten years are never a few days short.
            ObjectLockRetention.compliance(Duration.days(Math.ceil(settings.trailRetentionYears * 365.25)))
          : ObjectLockRetention.governance(Duration.days(1)),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(
      this,
      'AwsSolutions-S1',
      'Nothing here is secret and nothing can be changed; who has written what is in the log itself.',
    )
    const { newest } = logPaths
    const writtenOnce = logPaths.writtenOnce.map((path) => this.arnForObjects(path))
    const puts = ['s3:PutObject']

    this.#deny('OnlyTheSequencerWrites', puts, ['*'], { ArnNotEquals: { 'aws:PrincipalArn': writer } })
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NothingButTheLog',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: puts,
        notResources: [...writtenOnce, this.arnForObjects(newest)],
      }),
    )
    // Also an upload in parts: its parts do not carry the header.
    this.#deny('WrittenOnce', puts, [...logPaths.writtenOnce], { Null: { 's3:if-none-match': 'true' } })
    this.#deny('ReplacedOnlyAsItWasRead', puts, [newest], {
      Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' },
    })
    this.#deny('NeverRemovedNorLoosened', neverOnObjects, ['*'])
    this.#denyOnBucket('NeverCleanedUp', [
      's3:PutLifecycleConfiguration',
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
    ])
    // The settings of a later deployment may lengthen the lock of what is written from then on; nobody may by hand.
    this.#denyOnBucket(
      'LockedAsDeployed',
      ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'],
      { ArnNotEquals: { 'aws:PrincipalArn': deploymentsRoleArn(this) } },
    )
    if (keptFor !== undefined) this.#admit('TheAppWrites', keptFor.account, writer)
    if (settings.auditorAccount !== undefined) this.#admit('TheAuditorsRead', settings.auditorAccount)
    // A bucket that stays must not stay without what protects it.
    this.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN)
  }

  #deny(sid: string, actions: string[], paths: string[], conditions?: Record<string, unknown>): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions,
        resources: paths.map((path) => this.arnForObjects(path)),
        ...(conditions === undefined ? {} : { conditions }),
      }),
    )
  }

  #denyOnBucket(sid: string, actions: string[], conditions?: Record<string, unknown>): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions,
        resources: [this.bucketArn],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    )
  }

  /** Lets another account in, as far as its own policies let its roles do so too. */
  #admit(sid: string, account: string, writer?: string): void {
    const principals = [new AccountPrincipal(account)]
    this.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals,
        actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'],
        resources: [this.arnForObjects('*')],
      }),
    )
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: `${sid}Lists`,
        principals,
        actions: ['s3:ListBucket', 's3:ListBucketVersions'],
        resources: [this.bucketArn],
      }),
    )
    if (writer === undefined) return
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: `${sid}Writes`,
        principals,
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects('*')],
        conditions: { ArnEquals: { 'aws:PrincipalArn': writer } },
      }),
    )
  }
}

/** The role with which CloudFormation carries out deployments, as `cdk bootstrap` made it. Only CloudFormation may assume it. */
function deploymentsRoleArn(scope: Construct): string {
  const stack = Stack.of(scope)
  const qualifier = stack.synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER
  return stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `cdk-${qualifier}-cfn-exec-role-${stack.account}-${stack.region}`,
  })
}

/** Accepts that a role which reads or writes the log names its objects by how their paths begin. */
export function acknowledgeLogPaths(role: Role, log: LogPlace): void {
  const bucket =
    log instanceof LogBucket
      ? 'Countersign-Records:ExportsOutputFnGetAttLog95422804Arn29847472'
      : `arn:<AWS::Partition>:s3:::${log.bucketName}`
  for (const path of logPaths.writtenOnce)
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::${bucket}/${path}]`,
      'The log’s objects are named for their place in it; the bucket holds nothing else.',
    )
}

/** Whatever removes an object, hides it behind a marker, or changes how long it is kept. */
const neverOnObjects = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
  's3:BypassGovernanceRetention',
  's3:PutObjectAcl',
  's3:PutObjectVersionAcl',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersionTagging',
  's3:ReplicateDelete',
  's3:ReplicateObject',
]
