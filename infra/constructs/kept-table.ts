import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  type GlobalSecondaryIndexPropsV2,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'

export const text = (name: string) => ({ name, type: AttributeType.STRING })
export const integer = (name: string) => ({ name, type: AttributeType.NUMBER })

export interface KeptTableProps
  extends Pick<TablePropsV2, 'resourcePolicy' | 'dynamoStream' | 'timeToLiveAttribute'> {
  key: IKey
  indexes: readonly GlobalSecondaryIndexPropsV2[]
}

/**
 * A table with `pk` and `sk` that outlives its stack: protected from deletion, recoverable to any second of the last
 * 35 days, encrypted with our key, billed by request.
 */
export class KeptTable extends TableV2 {
  /** Names of the indexes, so that a grant can name them instead of saying "all". */
  readonly indexes: readonly string[]

  constructor(scope: Construct, id: string, { key, indexes, ...props }: KeptTableProps) {
    super(scope, id, {
      ...props,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      globalSecondaryIndexes: [...indexes],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.indexes = indexes.map((index) => index.indexName)
    // Our key instead of AWS's: the construct sets it only if it knows the region, and this app is synthesized for any.
    if (!(this.node.defaultChild instanceof CfnGlobalTable)) throw new Error(`${id} is not a GlobalTable.`)
    this.node.defaultChild.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn })
  }
}
