import type { DatabaseSync } from 'node:sqlite'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Clock } from '../../ports.ts'

/** Keeps oidc-provider's sessions, codes, grants and tokens in the database. Expiry is in cloud time. */
export function createOidcAdapters(database: DatabaseSync, clock: Clock): (kind: string) => Adapter {
  database.exec(`
    CREATE TABLE IF NOT EXISTS oidc_model (
      kind TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, expires_at INTEGER,
      grant_id TEXT, user_code TEXT, uid TEXT, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS oidc_model_grant ON oidc_model (grant_id);
  `)
  const upsert = database.prepare('INSERT OR REPLACE INTO oidc_model VALUES (?, ?, ?, ?, ?, ?, ?)')
  const byId = database.prepare('SELECT payload, expires_at FROM oidc_model WHERE kind = ? AND id = ?')
  const byUid = database.prepare('SELECT payload, expires_at FROM oidc_model WHERE kind = ? AND uid = ?')
  const byUserCode = database.prepare(
    'SELECT payload, expires_at FROM oidc_model WHERE kind = ? AND user_code = ?',
  )
  const remove = database.prepare('DELETE FROM oidc_model WHERE kind = ? AND id = ?')
  const removeGrant = database.prepare('DELETE FROM oidc_model WHERE grant_id = ?')
  const removeExpired = database.prepare('DELETE FROM oidc_model WHERE expires_at < ?')
  const setPayload = database.prepare('UPDATE oidc_model SET payload = ? WHERE kind = ? AND id = ?')
  removeExpired.run(clock.now())

  const payloadOf = (row: Record<string, unknown> | undefined): AdapterPayload | undefined => {
    if (row === undefined) return undefined
    if (typeof row.expires_at === 'number' && row.expires_at < clock.now()) return undefined
    return JSON.parse(String(row.payload))
  }

  return (kind) => ({
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn !== undefined && expiresIn > 0 ? clock.now() + expiresIn * 1000 : null
      upsert.run(
        kind,
        id,
        JSON.stringify(payload),
        expiresAt,
        payload.grantId ?? null,
        payload.userCode ?? null,
        payload.uid ?? null,
      )
    },
    find: async (id) => payloadOf(byId.get(kind, id)),
    findByUid: async (uid) => payloadOf(byUid.get(kind, uid)),
    findByUserCode: async (userCode) => payloadOf(byUserCode.get(kind, userCode)),
    async consume(id) {
      const payload = payloadOf(byId.get(kind, id))
      if (payload === undefined) return
      const consumed = Math.floor(clock.now() / 1000)
      setPayload.run(JSON.stringify({ ...payload, consumed }), kind, id)
    },
    async destroy(id) {
      remove.run(kind, id)
    },
    async revokeByGrantId(grantId) {
      removeGrant.run(grantId)
    },
  })
}
