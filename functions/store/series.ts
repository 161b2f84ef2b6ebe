import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { type Series, seriesSchema } from '../domain/series.ts'
import { type Database, getRow, queryAll, toItem, transact } from './database.ts'
import { seriesKey } from './keys.ts'

export async function findSeries(db: Database, seriesId: string): Promise<Series | undefined> {
  const row = await getRow(db, seriesKey(seriesId))
  return row && seriesSchema.parse(row)
}

/** Newest first. */
export async function listSeries(db: Database): Promise<Series[]> {
  const rows = await queryAll(db, seriesKey('').pk, { consistent: true })
  return rows
    .map((row) => seriesSchema.parse(row))
    .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
}

/** The write of a series: new with version 1, else guarded by the version before. */
export function seriesPut(db: Database, series: Series): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...seriesKey(series.seriesId), ...series }),
      ...(series.version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :before',
            ExpressionAttributeValues: marshall({ ':before': series.version - 1 }),
          }),
    },
  }
}

/** `false` when somebody was quicker. */
export async function saveSeries(db: Database, series: Series): Promise<boolean> {
  return transact(db, [seriesPut(db, series)])
}
