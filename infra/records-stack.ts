import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { acknowledge } from './constructs/acknowledge.ts'
import type { IndexedTable } from './constructs/rights.ts'

const string = (name: string) => ({ name, type: AttributeType.STRING })
const number = (name: string) => ({ name, type: AttributeType.NUMBER })

/** What must never be lost: three tables, one bucket, and the key that encrypts them. Deleting the stack keeps all. */
export class RecordsStack extends Stack {
  /** People, forms, cycles, reviews, steps and sessions. */
  readonly records: IndexedTable
  /** The sign-off trail: entries are added, never changed. */
  readonly trail: IndexedTable
  /** Salts and values of the trail's commitments, deleted when a person is erased. */
  readonly vault: IndexedTable
  /** Launch manifests. */
  readonly bucket: Bucket
  readonly recordsStreamArn: string

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    const key = this.#key()
    const safe = {
      partitionKey: string('pk'),
      sortKey: string('sk'),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    }
    const records = new TableV2(this, 'Records', {
      ...safe,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'ttl',
      globalSecondaryIndexes: [
        { indexName: 'byAssignee', partitionKey: string('gsi1pk'), sortKey: string('gsi1sk'), ...keysOnly },
        { indexName: 'unmoved', partitionKey: string('gsi2pk'), sortKey: string('gsi2sk'), ...keysOnly },
      ],
    })
    const trail = new TableV2(this, 'Trail', {
      ...safe,
      resourcePolicy: noRewriting(),
      globalSecondaryIndexes: [
        { indexName: 'bySubject', partitionKey: string('subjectRef'), sortKey: number('subjectSeq') },
      ],
    })
    const vault = new TableV2(this, 'Vault', {
      ...safe,
      globalSecondaryIndexes: [
        { indexName: 'byPerson', partitionKey: string('sk'), sortKey: string('pk'), ...keysOnly },
      ],
    })
    for (const table of [records, trail, vault]) encryptWith(key, table)
    if (records.tableStreamArn === undefined) throw new Error('The records table has no stream.')
    this.recordsStreamArn = records.tableStreamArn
    this.records = { table: records, indexes: ['byAssignee', 'unmoved'] }
    this.trail = { table: trail, indexes: ['bySubject'] }
    this.vault = { table: vault, indexes: ['byPerson'] }
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      // One data key per bucket and hour instead of a KMS call per object.
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        // A manifest is read once, when its cycle starts; a year covers every redrive of that execution.
        {
          id: 'manifests',
          prefix: 'manifests/',
          expiration: Duration.days(400),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    })
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'Only the workflow reads the manifests, by role; server access logs would need a bucket that is itself unlogged. CloudTrail data events are the company’s choice.',
    )
  }

  /** The key of everything stored. Roles need no right on it: whoever may use a table here may use it through DynamoDB. */
  #key(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts the records, the trail, the vault and the manifests of Countersign',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ThroughTheStoresOfThisAccount',
        principals: [new AnyPrincipal()],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          StringEquals: {
            'kms:CallerAccount': this.account,
            'kms:ViaService': [`dynamodb.${this.region}.amazonaws.com`, `s3.${this.region}.amazonaws.com`],
          },
        },
      }),
    )
    return key
  }
}

/**
 * Encrypts a table with our key instead of the one that AWS manages. The construct can do that only if it knows the
 * region, and this app is synthesized for any.
 */
function encryptWith(key: Key, table: TableV2): void {
  if (!(table.node.defaultChild instanceof CfnGlobalTable)) throw new Error('A TableV2 is not a GlobalTable.')
  table.node.defaultChild.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn })
}

const keysOnly = { projectionType: ProjectionType.KEYS_ONLY }

/** Denies everyone, administrators included, to change or delete an entry, or to write one outside PutItem's guard. */
function noRewriting(): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
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
      }),
    ],
  })
}
