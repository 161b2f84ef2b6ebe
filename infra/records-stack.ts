import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { ProjectionType, StreamViewType } from 'aws-cdk-lib/aws-dynamodb'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { integer, KeptTable, text } from './constructs/kept-table.ts'
import { LogBucket, type LogPlace } from './constructs/log-bucket.ts'
import { ManifestBucket } from './constructs/manifest-bucket.ts'
import { namedRoleArn, namedRoles } from './constructs/named-role.ts'
import { signingKey } from './constructs/signing-key.ts'
import { storeKey } from './constructs/store-key.ts'
import { trailPolicy } from './constructs/trail-policy.ts'
import type { Settings } from './settings.ts'
import { recordingStepRoles } from './step-rights.ts'

export interface RecordsStackProps extends StackProps {
  settings: Settings
}

/**
 * What must never be lost: three tables, the manifests and the key that encrypts them, the log and the key that signs
 * it. Deleting the stack keeps all.
 */
export class RecordsStack extends Stack {
  /** People, forms, cycles, reviews, steps and sessions. */
  readonly records: KeptTable
  /** The sign-off trail: entries are added, never changed. */
  readonly trail: KeptTable
  /** Salts and values of the trail's commitments, deleted when a person is erased. */
  readonly vault: KeptTable
  readonly bucket: ManifestBucket
  /** The log that auditors verify; in another account where the settings say so. */
  readonly log: LogPlace
  /** Signs the log's checkpoints. */
  readonly signingKey: Key

  constructor(scope: Construct, id: string, { settings, ...props }: RecordsStackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    const key = storeKey(this, 'Key')
    const { sequencer, hr, participant, erasePeople, importPeople, runSeries } = namedRoles
    const keysOnly = { projectionType: ProjectionType.KEYS_ONLY }
    this.records = new KeptTable(this, 'Records', {
      key,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      // Only cleans up; the app itself checks what has expired.
      timeToLiveAttribute: 'ttl',
      indexes: [
        { indexName: 'byAssignee', partitionKey: text('gsi1pk'), sortKey: text('gsi1sk'), ...keysOnly },
        { indexName: 'unmoved', partitionKey: text('gsi2pk'), sortKey: text('gsi2sk'), ...keysOnly },
      ],
    })
    this.trail = new KeptTable(this, 'Trail', {
      key,
      resourcePolicy: trailPolicy(this, [
        ...[sequencer, hr, participant, erasePeople, importPeople, runSeries],
        ...recordingStepRoles(),
      ]),
      // Says only that something waits; the sequencer reads the rows itself.
      dynamoStream: StreamViewType.KEYS_ONLY,
      indexes: [
        { indexName: 'bySubject', partitionKey: text('subjectRef'), sortKey: integer('subjectSeq') },
        {
          indexName: 'byDay',
          partitionKey: text('day'),
          sortKey: text('signedAt'),
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [
            'eventType',
            'subjectKind',
            'subjectRef',
            'subjectSeq',
            'eventId',
            'cycleId',
            'reviewId',
          ],
        },
      ],
    })
    this.vault = new KeptTable(this, 'Vault', {
      key,
      indexes: [{ indexName: 'byPerson', partitionKey: text('sk'), sortKey: text('pk'), ...keysOnly }],
    })
    this.bucket = new ManifestBucket(this, 'Bucket', key)
    this.log =
      settings.logBucketName === undefined
        ? new LogBucket(this, 'Log', { settings, writer: namedRoleArn(this, 'sequencer') })
        : Bucket.fromBucketName(this, 'Log', settings.logBucketName)
    this.signingKey = signingKey(this, 'SigningKey', {
      description: 'Signs the checkpoints of Countersign’s sign-off log',
      signer: namedRoleArn(this, 'sequencer'),
    })
    new CfnOutput(this, 'LogBucket', {
      value: this.log.bucketName,
      description: 'The sign-off log, as auditors and their witness read it',
    })
    new CfnOutput(this, 'LogSigningKey', {
      value: this.signingKey.keyArn,
      description: 'Signs the checkpoints of the log',
    })
  }
}
