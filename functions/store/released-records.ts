import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { ReviewId } from '../domain/ids.ts'
import { type Database, getRow, queryAll, toItem } from './database.ts'
import { recordKey } from './keys.ts'

/** The record exactly as it was released, as canonical JSON: what people see when they sign, byte for byte. */
export function recordPut(
  db: Database,
  reviewId: ReviewId,
  version: number,
  canonical: string,
): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...recordKey(reviewId, version), canonical }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** @param version which of a review's records; the first unless one took its place. */
export async function findRecord(db: Database, reviewId: ReviewId, version = 1): Promise<string | undefined> {
  const row = await getRow(db, recordKey(reviewId, version))
  return row?.canonical === undefined ? undefined : String(row.canonical)
}

/** Every record of a review that is still there, the oldest first. */
export async function listRecords(
  db: Database,
  reviewId: ReviewId,
): Promise<{ version: number; canonical: string }[]> {
  const rows = await queryAll(db, `REVIEW#${reviewId}`, { skPrefix: 'RECORD#', consistent: true })
  return rows
    .filter(({ canonical }) => canonical !== undefined)
    .map(({ sk, canonical }) => ({
      version: Number(String(sk).slice('RECORD#'.length)),
      canonical: String(canonical),
    }))
    .sort((one, other) => one.version - other.version)
}

/** When a record that was released was erased with its reviewee; the row then holds nothing else. */
export async function findRecordErasedAt(
  db: Database,
  reviewId: ReviewId,
  version = 1,
): Promise<string | undefined> {
  const row = await getRow(db, recordKey(reviewId, version))
  return row?.erasedAt === undefined ? undefined : String(row.erasedAt)
}

/** Part of an erasure: the text goes, that there was one stays. */
export function recordErasure(
  db: Database,
  reviewId: ReviewId,
  version: number,
  erasedAt: string,
): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({ ...recordKey(reviewId, version), erasedAt }),
      ConditionExpression: 'attribute_exists(canonical)',
    },
  }
}
