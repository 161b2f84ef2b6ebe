import { hashOfSessionId, type Session, type SessionStore } from '../../../functions/web/sessions.ts'

/** Sessions on a shelf in memory: what the table does, for tests that need no table. */
export class SessionShelf implements SessionStore {
  readonly rows = new Map<string, Session>()

  async create(session: Session): Promise<void> {
    this.rows.set(session.hash, session)
  }

  async find(hash: string): Promise<Session | undefined> {
    return this.rows.get(hash)
  }

  async end(hash: string): Promise<void> {
    this.rows.delete(hash)
  }
}

export const hrSession: Session = {
  kind: 'hr',
  method: 'oidc',
  hash: hashOfSessionId('hana'),
  subject: 'hana',
  name: 'Hana Reyes',
  email: 'hana@example.com',
  csrfToken: 'h'.repeat(43),
  authenticatedAt: '2026-03-02T08:00:00Z',
  expiresAt: '2026-03-02T17:00:00Z',
}
