import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { PeopleDirectory } from '../domain/people-directory.ts'
import { type Database, getRow, queryAll, toItem } from './database.ts'
import { PEOPLE_STAMP_KEY } from './keys.ts'
import { personIn } from './person-row.ts'

/** What this process has read last, by client and table, with the stamp that stood there before it was read. */
const kept = new WeakMap<
  DynamoDBClient,
  Map<string, { stamp: string; directory: Promise<PeopleDirectory> }>
>()

/**
 * Everybody, as of now. The partition of the people is half a megabyte for a company of 1,371, so a process keeps what it has
 * read and asks before each use for one small row, consistently: the stamp. It is drawn anew in every transaction that
 * writes people. While it is the same nothing was written, by whichever process.
 *
 * The stamp is read before the people: what is written in between makes the next reader read again, never the reverse.
 */
export async function loadDirectory(db: Database): Promise<PeopleDirectory> {
  const row = await getRow(db, PEOPLE_STAMP_KEY)
  const stamp = typeof row?.stamp === 'string' ? row.stamp : undefined
  // People from before there were stamps: kept by nobody until the first write.
  if (stamp === undefined) return readDirectory(db)
  const ofClient = kept.get(db.client) ?? new Map()
  kept.set(db.client, ofClient)
  const known = ofClient.get(db.tables.records)
  if (known?.stamp === stamp) return known.directory
  const entry = { stamp, directory: readDirectory(db) }
  ofClient.set(db.tables.records, entry)
  // Requests that come meanwhile wait for the same reading. One that fails is forgotten.
  entry.directory.catch(() => ofClient.get(db.tables.records) === entry && ofClient.delete(db.tables.records))
  return entry.directory
}

/** Belongs into every transaction that writes people, once. */
export function stampPut(db: Database): TransactWriteItem {
  const stamp = Buffer.from(db.randomBytes(16)).toString('hex')
  return { Put: { TableName: db.tables.records, Item: toItem({ ...PEOPLE_STAMP_KEY, stamp }) } }
}

async function readDirectory(db: Database): Promise<PeopleDirectory> {
  const rows = await queryAll(db, 'PEOPLE', { consistent: true })
  return new PeopleDirectory(rows.flatMap((row) => personIn(row) ?? []))
}
