import type { TableDeclaration } from '../../../../local/services/dynamodb/tables.ts'

/** A table like the app's: two keys, a stream, a sparse index of keys, and one that holds everything. */
export const recordsTable: TableDeclaration = {
  tableName: 'Records',
  properties: {
    AttributeDefinitions: ['pk', 'sk', 'owner', 'subject'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'bySubject',
        KeySchema: [{ AttributeName: 'subject', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    Replicas: [{ Region: 'eu-central-1' }],
  },
}
