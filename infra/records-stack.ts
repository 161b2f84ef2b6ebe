import { Stack, type StackProps } from 'aws-cdk-lib'
import { ProjectionType, StreamViewType } from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { integer, KeptTable, text } from './constructs/kept-table.ts'
import { ManifestBucket } from './constructs/manifest-bucket.ts'
import { storeKey } from './constructs/store-key.ts'

/** What must never be lost: three tables, one bucket, and the key that encrypts them. Deleting the stack keeps all. */
export class RecordsStack extends Stack {
  /** People, forms, cycles, reviews, steps and sessions. */
  readonly records: KeptTable
  /** The sign-off trail: entries are added, never changed. */
  readonly trail: KeptTable
  /** Salts and values of the trail's commitments, deleted when a person is erased. */
  readonly vault: KeptTable
  readonly bucket: ManifestBucket

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    const key = storeKey(this, 'Key')
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
      resourcePolicy: noRewriting(),
      indexes: [{ indexName: 'bySubject', partitionKey: text('subjectRef'), sortKey: integer('subjectSeq') }],
    })
    this.vault = new KeptTable(this, 'Vault', {
      key,
      indexes: [{ indexName: 'byPerson', partitionKey: text('sk'), sortKey: text('pk'), ...keysOnly }],
    })
    this.bucket = new ManifestBucket(this, 'Bucket', key)
  }
}

/** Denies everyone, administrators included, to change or delete an entry of the trail. */
function noRewriting(): PolicyDocument {
  const deny = new PolicyStatement({
    sid: 'EntriesAreNeverRewritten',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PartiQLDelete',
    ],
    resources: ['*'],
  })
  return new PolicyDocument({ statements: [deny] })
}
