import { createHash } from 'node:crypto'
import {
  DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'

/** Rows that only let somebody in, or count how often somebody tried. */
const doorRows = /^(LINK|SESSION|LIMIT)#/
/** Rows that the log writes by itself, soon after what it is about. */
const logRows = /^(OUTBOX|BATCH|CHECKPOINT|LOG)$|^(INDEX|CHAIN)#/

/**
 * Every row of every table by table and key, each as the SHA-256 of its content; without links, sessions and limits, and
 * without what the log does by itself. Two of these are equal when nothing has changed, and their difference names the
 * rows that have.
 */
export async function storedRows(cloud: { awsUrl: string }): Promise<Record<string, string>> {
  const client = new DynamoDBClient({
    endpoint: `${cloud.awsUrl}/dynamodb`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'journeys', secretAccessKey: 'journeys' },
  })
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}))
    const rows: Record<string, string> = {}
    for (const table of TableNames) {
      for await (const row of scan(client, table)) {
        const pk = String(row.pk)
        if (!doorRows.test(pk) && !logRows.test(pk)) rows[`${table} ${row.pk} ${row.sk}`] = digestOf(row)
      }
    }
    return rows
  } finally {
    client.destroy()
  }
}

async function* scan(client: DynamoDBClient, table: string): AsyncGenerator<Record<string, unknown>> {
  let next: ScanCommandOutput['LastEvaluatedKey']
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(next === undefined ? {} : { ExclusiveStartKey: next }),
      }),
    )
    for (const item of page.Items ?? []) yield unmarshall(item)
    next = page.LastEvaluatedKey
  } while (next !== undefined)
}

function digestOf(row: Record<string, unknown>): string {
  const sorted = (_key: string, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value
  return createHash('sha256').update(JSON.stringify(row, sorted)).digest('hex')
}
