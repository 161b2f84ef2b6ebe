import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'

/**
 * The key of everything stored. Whoever of this account may use a table or the bucket may use the key through it, and
 * only so; roles therefore carry no right on the key. It is the pattern of the keys that AWS manages, on our own key.
 */
export function storeKey(scope: Construct, id: string): Key {
  const { account, region } = Stack.of(scope)
  const key = new Key(scope, id, {
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
          'kms:CallerAccount': account,
          'kms:ViaService': [`dynamodb.${region}.amazonaws.com`, `s3.${region}.amazonaws.com`],
        },
      },
    }),
  )
  return key
}
