import * as z from 'zod'
import { arn, type ResourceType, region, steadyId, tags, withoutEffect } from '../resource-type.ts'

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
/** Its words are compiled, strictly, where rights are checked (local/iam). */
const policyDocument = z.record(z.string(), z.unknown())
const capacity = withoutEffect('capacity costs nothing here')

/** AWS::DynamoDB::GlobalTable, as TableV2 of the CDK writes it, with one replica. */
export const globalTableProperties = z.strictObject({
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
        WarmThroughput: capacity,
        WriteOnDemandThroughputSettings: capacity,
      }),
    )
    .optional(),
  StreamSpecification: z
    .strictObject({
      StreamViewType: z.enum(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY']),
    })
    .optional(),
  TimeToLiveSpecification: z
    .strictObject({ Enabled: z.boolean().optional(), AttributeName: z.string().optional() })
    .optional(),
  Replicas: z
    .array(
      z.strictObject({
        Region: z.literal(region),
        PointInTimeRecoverySpecification: withoutEffect('a copy of the data directory restores everything'),
        DeletionProtectionEnabled: z.boolean().optional(),
        ContributorInsightsSpecification: withoutEffect('there is no CloudWatch here'),
        GlobalSecondaryIndexes: withoutEffect('a replica has its own capacity and insights only'),
        ReadOnDemandThroughputSettings: capacity,
        SSESpecification: withoutEffect('the disk is the machine’s'),
        ResourcePolicy: z.strictObject({ PolicyDocument: policyDocument }).optional(),
        TableClass: withoutEffect('a matter of price'),
        Tags: tags,
      }),
    )
    .length(1),
  SSESpecification: withoutEffect('the disk is the machine’s'),
  WarmThroughput: capacity,
  WriteOnDemandThroughputSettings: capacity,
})

const serverSide = withoutEffect('the disk is the machine’s')

export const bucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  ObjectLockEnabled: z.boolean().optional(),
  ObjectLockConfiguration: z
    .strictObject({
      ObjectLockEnabled: z.literal('Enabled').optional(),
      Rule: z
        .strictObject({
          DefaultRetention: z.strictObject({
            Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
            Days: z.number().optional(),
            Years: z.number().optional(),
          }),
        })
        .optional(),
    })
    .optional(),
  BucketEncryption: serverSide,
  LifecycleConfiguration: withoutEffect('nothing is removed from this machine by itself'),
  LoggingConfiguration: withoutEffect('nobody but the functions reaches the bucket'),
  OwnershipControls: withoutEffect('there is one account here'),
  PublicAccessBlockConfiguration: withoutEffect('nothing here is public'),
  Tags: tags,
})

export const keyProperties = z.strictObject({
  KeySpec: z.enum(['ECC_NIST_EDWARDS25519', 'SYMMETRIC_DEFAULT']).optional(),
  KeyUsage: z.enum(['SIGN_VERIFY', 'ENCRYPT_DECRYPT']).optional(),
  Description: withoutEffect('for people'),
  Enabled: z.literal(true).optional(),
  EnableKeyRotation: withoutEffect('the disk is the machine’s'),
  RotationPeriodInDays: withoutEffect('the disk is the machine’s'),
  KeyPolicy: policyDocument.optional(),
  PendingWindowInDays: withoutEffect('keys are removed with the data directory'),
  MultiRegion: withoutEffect('there is one region here'),
  Tags: tags,
})

/** A key's id looks like one of KMS: a UUID, here the same for the same resource. */
export function keyId(stack: string, logicalId: string): string {
  const hex = Buffer.from(steadyId(stack, logicalId) + steadyId(logicalId, stack))
    .toString('hex')
    .slice(0, 32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const storageTypes: Record<string, ResourceType> = {
  'AWS::DynamoDB::GlobalTable': {
    here: 'runs',
    how: 'DynamoDB Local',
    properties: globalTableProperties,
    nameProperty: 'TableName',
    attributes: {
      Arn: ({ name }) => arn('dynamodb', `table/${name}`),
      StreamArn: ({ name }) => arn('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
    },
  },
  'AWS::S3::Bucket': {
    here: 'runs',
    how: 'files in the data directory',
    properties: bucketProperties,
    nameProperty: 'BucketName',
    defaultName: ({ stack, logicalId }) => `${stack}-${logicalId}`.toLowerCase().slice(0, 63),
    attributes: {
      Arn: ({ name }) => `arn:aws:s3:::${name}`,
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name }) => `${name}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::KMS::Key': {
    here: 'runs',
    how: 'keys in the data directory',
    properties: keyProperties,
    ref: ({ stack, logicalId }) => keyId(stack, logicalId),
    attributes: {
      Arn: ({ stack, logicalId }) => arn('kms', `key/${keyId(stack, logicalId)}`),
      KeyId: ({ stack, logicalId }) => keyId(stack, logicalId),
    },
  },
  'AWS::KMS::Alias': {
    here: 'runs',
    how: 'a second name of the key',
    properties: z.strictObject({ AliasName: z.string().startsWith('alias/'), TargetKeyId: z.string() }),
    nameProperty: 'AliasName',
  },
}
