import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'

/** A private, versioned bucket for the launch manifests: the list of reviews that a cycle starts. */
export class ManifestBucket extends Bucket {
  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id, {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      // One data key for many objects instead of a KMS call for each.
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        // A manifest is read once, when its cycle starts; 400 days cover every redrive of that execution.
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
      this,
      'AwsSolutions-S1',
      'Only one workflow reads the manifests, which hold ids; access logs would need a bucket that is itself unlogged.',
    )
  }
}
