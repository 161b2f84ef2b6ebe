import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { ReviewId } from '../domain/ids.ts'
import { type Database, getRow, toItem } from './database.ts'
import { recordKey } from './keys.ts'

/** The record exactly as it was released, as canonical JSON: what people see when they sign, byte for byte. */
export function recordPut(db: Database, reviewId: ReviewId, canonical: string): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...recordKey(reviewId, 1), canonical }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

export async function findRecord(db: Database, reviewId: ReviewId): Promise<string | undefined> {
  const row = await getRow(db, recordKey(reviewId, 1))
  return row?.canonical === undefined ? undefined : String(row.canonical)
}

/** When a record that was released was erased with its reviewee; the row then holds nothing else. */
export async function findRecordErasedAt(db: Database, reviewId: ReviewId): Promise<string | undefined> {
  const row = await getRow(db, recordKey(reviewId, 1))
  return row?.erasedAt === undefined ? undefined : String(row.erasedAt)
}

/** Part of an erasure: the text goes, that there was one stays. */
export function recordErasure(db: Database, reviewId: ReviewId, erasedAt: string): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...recordKey(reviewId, 1), erasedAt }),
      ConditionExpression: 'attribute_exists(canonical)',
    },
  }
}
