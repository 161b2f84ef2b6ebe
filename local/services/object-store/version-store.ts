import type { DatabaseSync } from 'node:sqlite'
import type { LockMode } from './bucket.ts'

/** One version of an object, or a delete marker. The bytes are in a file. */
export interface Version {
  bucket: string
  key: string
  versionId: string
  file: string | undefined
  size: number
  /** With its quotes. */
  etag: string
  /** Headers that a GET gives back: content type, x-amz-meta-… and so on. */
  headers: Record<string, string>
  checksums: Record<string, string>
  /** Milliseconds of cloud time. */
  modifiedAt: number
  lockMode: LockMode | undefined
  lockedUntil: number | undefined
  legalHold: boolean
}

/** What stands in which bucket. The latest version of a key is the one entered last. */
export interface VersionStore {
  latest(bucket: string, key: string): Version | undefined
  find(bucket: string, key: string, versionId: string): Version | undefined
  add(version: Version): void
  remove(version: Version): void
  setLock(version: Version): void
  /** Latest versions without delete markers, by key in byte order, from after `after` on. */
  list(bucket: string, prefix: string, after: string, limit: number): Version[]
  /** Every version, newest first within a key. */
  listVersions(bucket: string, prefix: string): (Version & { isLatest: boolean })[]
}

export function createVersionStore(database: DatabaseSync): VersionStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_version (
      id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, "key" BLOB NOT NULL, version_id TEXT NOT NULL,
      file TEXT, size INTEGER NOT NULL, etag TEXT NOT NULL, headers TEXT NOT NULL, checksums TEXT NOT NULL,
      modified_at INTEGER NOT NULL, lock_mode TEXT, locked_until INTEGER, legal_hold INTEGER NOT NULL
    );
    CREATE UNIQUE INDEX IF NOT EXISTS s3_version_key ON s3_version (bucket, "key", id);
  `)
  const latest = database.prepare(
    'SELECT * FROM s3_version WHERE bucket = ? AND "key" = ? ORDER BY id DESC LIMIT 1',
  )
  const one = database.prepare('SELECT * FROM s3_version WHERE bucket = ? AND "key" = ? AND version_id = ?')
  const insert = database.prepare(`INSERT INTO s3_version
    (bucket, "key", version_id, file, size, etag, headers, checksums, modified_at, lock_mode, locked_until, legal_hold)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const remove = database.prepare('DELETE FROM s3_version WHERE bucket = ? AND "key" = ? AND version_id = ?')
  const setLock = database.prepare(
    'UPDATE s3_version SET lock_mode = ?, locked_until = ?, legal_hold = ? WHERE bucket = ? AND "key" = ? AND version_id = ?',
  )
  const list = database.prepare(`
    SELECT * FROM s3_version v WHERE bucket = $bucket AND "key" > $after AND substr("key", 1, $length) = $prefix
      AND file IS NOT NULL AND id = (SELECT max(id) FROM s3_version WHERE bucket = $bucket AND "key" = v."key")
    ORDER BY "key" LIMIT $limit`)
  const listVersions = database.prepare(`
    SELECT *, id = (SELECT max(id) FROM s3_version WHERE bucket = $bucket AND "key" = v."key") AS is_latest
    FROM s3_version v WHERE bucket = $bucket AND substr("key", 1, $length) = $prefix ORDER BY "key", id DESC`)

  // Keys are bytes in the table, so that they sort as S3 sorts them.
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')
  const versionOrNone = (row: Record<string, unknown> | undefined): Version | undefined =>
    row === undefined ? undefined : versionOf(row)

  return {
    latest: (bucket, key) => versionOrNone(latest.get(bucket, bytes(key))),
    find: (bucket, key, versionId) => versionOrNone(one.get(bucket, bytes(key), versionId)),
    add(version) {
      insert.run(
        version.bucket,
        bytes(version.key),
        version.versionId,
        version.file ?? null,
        version.size,
        version.etag,
        JSON.stringify(version.headers),
        JSON.stringify(version.checksums),
        version.modifiedAt,
        version.lockMode ?? null,
        version.lockedUntil ?? null,
        version.legalHold ? 1 : 0,
      )
    },
    remove: ({ bucket, key, versionId }) => {
      remove.run(bucket, bytes(key), versionId)
    },
    setLock({ bucket, key, versionId, lockMode, lockedUntil, legalHold }) {
      setLock.run(lockMode ?? null, lockedUntil ?? null, legalHold ? 1 : 0, bucket, bytes(key), versionId)
    },
    list: (bucket, prefix, after, limit) =>
      list
        .all({
          $bucket: bucket,
          $after: bytes(after),
          $length: bytes(prefix).length,
          $prefix: bytes(prefix),
          $limit: limit,
        })
        .map(versionOf),
    listVersions: (bucket, prefix) =>
      listVersions
        .all({ $bucket: bucket, $length: bytes(prefix).length, $prefix: bytes(prefix) })
        .map((row) => ({ ...versionOf(row), isLatest: row.is_latest === 1 })),
  }
}

function versionOf(row: Record<string, unknown>): Version {
  const mode = row.lock_mode
  return {
    bucket: String(row.bucket),
    key: Buffer.from(row.key as Uint8Array).toString('utf8'),
    versionId: String(row.version_id),
    file: row.file === null ? undefined : String(row.file),
    size: Number(row.size),
    etag: String(row.etag),
    headers: JSON.parse(String(row.headers)),
    checksums: JSON.parse(String(row.checksums)),
    modifiedAt: Number(row.modified_at),
    lockMode: mode === 'GOVERNANCE' || mode === 'COMPLIANCE' ? mode : undefined,
    lockedUntil: row.locked_until === null ? undefined : Number(row.locked_until),
    legalHold: row.legal_hold === 1,
  }
}
