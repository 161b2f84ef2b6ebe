import { isDeepStrictEqual } from 'node:util'
import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Database, Row, Tables } from '../../functions/store/database.ts'

export type Table = keyof Tables
export type StoredRow = Row & { table: Table }

/** Every row of the three tables as the database holds it. */
export async function allRows(db: Database): Promise<StoredRow[]> {
  const rows: StoredRow[] = []
  for (const table of ['records', 'trail', 'vault'] as const) {
    let after: Record<string, never> | undefined
    do {
      const page = await db.client.send(
        new ScanCommand({
          TableName: db.tables[table],
          ConsistentRead: true,
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      )
      rows.push(...(page.Items ?? []).map((item) => ({ ...unmarshall(item), table })))
      after = page.LastEvaluatedKey as Record<string, never> | undefined
    } while (after !== undefined)
  }
  return rows
}

/** Puts the tables back to what `allRows` once said, so that one long preparation serves many tests. */
export async function restoreRows(db: Database, rows: readonly StoredRow[]): Promise<void> {
  const nameOf = ({ table, pk, sk }: StoredRow) => `${table} ${String(pk)} ${String(sk)}`
  const wanted = new Map(rows.map((row) => [nameOf(row), row]))
  const there = new Map((await allRows(db)).map((row) => [nameOf(row), row]))
  const writes = [
    ...[...there.values()]
      .filter((row) => !wanted.has(nameOf(row)))
      .map(({ table, pk, sk }) => ({ table, write: { DeleteRequest: { Key: marshall({ pk, sk }) } } })),
    ...rows
      .filter((row) => !isDeepStrictEqual(there.get(nameOf(row)), row))
      .map(({ table, ...row }) => ({ table, write: { PutRequest: { Item: marshall(row) } } })),
  ]
  for (let start = 0; start < writes.length; start += 25) {
    const group = Map.groupBy(writes.slice(start, start + 25), ({ table }) => db.tables[table])
    const RequestItems = Object.fromEntries(
      [...group].map(([table, some]) => [table, some.map(({ write }) => write)]),
    )
    await db.client.send(new BatchWriteItemCommand({ RequestItems }))
  }
}

/** `table pk sk` of the rows that hold one of these texts anywhere, byte for byte, as text or in bytes. */
export function rowsHolding(rows: readonly StoredRow[], texts: readonly string[]): string[] {
  const needles = texts.map((text) => Buffer.from(text, 'utf8'))
  return rows
    .filter((row) => needles.some((needle) => bytesOf(row).includes(needle)))
    .map(({ table, pk, sk }) => `${table} ${String(pk)} ${String(sk)}`)
    .sort()
}

/** All texts and bytes of a row one after the other, unescaped. */
function bytesOf(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\0`, 'utf8')
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (value === null || typeof value !== 'object') return Buffer.from(`${String(value)}\0`)
  return Buffer.concat(
    Object.entries(value).flatMap(([name, inner]) => [Buffer.from(`${name}\0`), bytesOf(inner)]),
  )
}
