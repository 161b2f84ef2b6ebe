import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createIdMint } from '../../functions/domain/ids.ts'
import type { Database } from '../../functions/store/database.ts'
import type { TableDeclaration } from '../../local/services/dynamodb/tables.ts'
import { createDynamoDb } from '../../local/services/dynamodb.ts'
import { clientSettings, createTestCloud, createTestInvoker } from '../local/services/test-cloud.ts'

/** A DynamoDB Local of a test file's own, with the app's three tables. */
export interface TestDatabase {
  db: Database
  /** Metered amounts by "service resource unit". */
  metered: Map<string, number>
  /** Ends the JVM and removes its files. */
  close(): Promise<void>
}

/** Starts it: once per test file, in `beforeAll(…, 60_000)`. Tests keep apart by the ids that `db.mint` gives them. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const cloud = createTestCloud()
  const dynamo = await createDynamoDb(cloud.ground('dynamodb'), {
    tables: [records, trail, vault],
    invoker: createTestInvoker({}),
    sendToDestination: async () => {},
  })
  const client = new DynamoDBClient(clientSettings(await cloud.serve(dynamo.endpoint)))
  return {
    db: {
      client,
      tables: { records: 'Records', trail: 'Trail', vault: 'Vault' },
      mint: createIdMint(() => randomBytes(16).toString('hex')),
      randomBytes,
    },
    metered: cloud.metered,
    async close() {
      client.destroy()
      await dynamo.stop()
      await cloud.close()
      cloud.remove()
    },
  }
}

const records = table('Records', [
  index('byAssignee', { name: 'gsi1pk', type: 'S' }, { name: 'gsi1sk', type: 'S' }, 'KEYS_ONLY'),
  index('unmoved', { name: 'gsi2pk', type: 'S' }, { name: 'gsi2sk', type: 'S' }, 'KEYS_ONLY'),
])
const trail = table('Trail', [
  index('bySubject', { name: 'subjectRef', type: 'S' }, { name: 'subjectSeq', type: 'N' }, 'ALL'),
  index('byDay', { name: 'day', type: 'S' }, { name: 'signedAt', type: 'S' }, [
    'eventType',
    'subjectKind',
    'subjectRef',
    'subjectSeq',
    'eventId',
    'cycleId',
    'reviewId',
  ]),
])
const vault = table('Vault', [
  index('byPerson', { name: 'sk', type: 'S' }, { name: 'pk', type: 'S' }, 'KEYS_ONLY'),
])

interface Attribute {
  name: string
  type: 'S' | 'N'
}

function index(name: string, hash: Attribute, range: Attribute, projection: 'KEYS_ONLY' | 'ALL' | string[]) {
  return { name, hash, range, projection }
}

function table(tableName: string, indexes: ReturnType<typeof index>[]): TableDeclaration {
  const keySchema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ]
  const keys: Attribute[] = [
    { name: 'pk', type: 'S' },
    { name: 'sk', type: 'S' },
  ]
  const attributes = new Map(
    [...keys, ...indexes.flatMap(({ hash, range }) => [hash, range])].map(({ name, type }) => [name, type]),
  )
  return {
    tableName,
    properties: {
      AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: keySchema('pk', 'sk'),
      GlobalSecondaryIndexes: indexes.map(({ name, hash, range, projection }) => ({
        IndexName: name,
        KeySchema: keySchema(hash.name, range.name),
        Projection: Array.isArray(projection)
          ? { ProjectionType: 'INCLUDE', NonKeyAttributes: projection }
          : { ProjectionType: projection },
      })),
    },
  }
}
