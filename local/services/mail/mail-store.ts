import type { DatabaseSync } from 'node:sqlite'

/** What became of a message. */
export type MailState = 'delivered' | 'bounced' | 'complained' | 'suppressed'

/** A row of the inbox. Ids grow with every message. */
export interface MailEntry {
  id: number
  messageId: string
  from: string
  to: string[]
  subject: string
  /** Milliseconds of cloud time. */
  sentAt: number
  state: MailState
  configurationSet: string | undefined
  tags: Record<string, string>
}

export interface MailStore {
  /** Keeps the message and the events it sets off, together. */
  add(entry: Omit<MailEntry, 'id'>, events: (entry: MailEntry) => MailEvent[]): MailEntry
  find(id: number): MailEntry | undefined
  /** Oldest first; `to` is an address, `after` an id. */
  list(filter: {
    to?: string | undefined
    after?: number | undefined
    limit?: number | undefined
  }): MailEntry[]
  /** Changes what became of a message, with the events that tells. */
  mark(id: number, state: MailState, events: MailEvent[]): void
  nextEvent(): (MailEvent & { id: number }) | undefined
  eventDone(id: number): void
  hasEvents(): boolean
  suppress(address: string, reason: 'BOUNCE' | 'COMPLAINT', at: number): void
  unsuppress(address: string): void
  suppressed(): { address: string; reason: string; at: number }[]
}

/** Something to be published to a topic. */
export interface MailEvent {
  topicArn: string
  message: string
}

export function createMailStore(database: DatabaseSync): MailStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ses_message (
      id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL,
      subject TEXT NOT NULL, sent_at INTEGER NOT NULL, state TEXT NOT NULL, configuration_set TEXT, tags TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS ses_recipient (
      address TEXT NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (address, message)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS ses_event (
      id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, message TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS ses_suppressed (address TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL);
  `)
  const insert = database.prepare(
    'INSERT INTO ses_message (message_id, sender, recipients, subject, sent_at, state, configuration_set, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const insertRecipient = database.prepare('INSERT OR IGNORE INTO ses_recipient VALUES (?, ?)')
  const insertEvent = database.prepare('INSERT INTO ses_event (topic, message) VALUES (?, ?)')
  const one = database.prepare('SELECT * FROM ses_message WHERE id = ?')
  const all = database.prepare('SELECT * FROM ses_message WHERE id > ? ORDER BY id LIMIT ?')
  const toOne = database.prepare(
    'SELECT m.* FROM ses_recipient r JOIN ses_message m ON m.id = r.message WHERE r.address = ? AND r.message > ? ORDER BY r.message LIMIT ?',
  )
  const setState = database.prepare('UPDATE ses_message SET state = ? WHERE id = ?')
  const firstEvent = database.prepare('SELECT * FROM ses_event ORDER BY id LIMIT 1')
  const removeEvent = database.prepare('DELETE FROM ses_event WHERE id = ?')
  const addSuppressed = database.prepare('INSERT OR REPLACE INTO ses_suppressed VALUES (?, ?, ?)')
  const removeSuppressed = database.prepare('DELETE FROM ses_suppressed WHERE address = ?')
  const allSuppressed = database.prepare('SELECT * FROM ses_suppressed ORDER BY at')

  function together<T>(work: () => T): T {
    database.exec('SAVEPOINT ses')
    try {
      const result = work()
      database.exec('RELEASE ses')
      return result
    } catch (error) {
      database.exec('ROLLBACK TO ses; RELEASE ses')
      throw error
    }
  }

  return {
    add: (entry, events) =>
      together(() => {
        const { lastInsertRowid } = insert.run(
          entry.messageId,
          entry.from,
          JSON.stringify(entry.to),
          entry.subject,
          entry.sentAt,
          entry.state,
          entry.configurationSet ?? null,
          JSON.stringify(entry.tags),
        )
        const added = { ...entry, id: Number(lastInsertRowid) }
        for (const address of entry.to) insertRecipient.run(plainAddress(address), added.id)
        for (const event of events(added)) insertEvent.run(event.topicArn, event.message)
        return added
      }),
    find(id) {
      const row = one.get(id)
      return row === undefined ? undefined : entryOf(row)
    },
    list({ to, after = 0, limit = 1000 }) {
      const rows = to === undefined ? all.all(after, limit) : toOne.all(plainAddress(to), after, limit)
      return rows.map(entryOf)
    },
    mark: (id, state, events) =>
      together(() => {
        setState.run(state, id)
        for (const event of events) insertEvent.run(event.topicArn, event.message)
      }),
    nextEvent() {
      const row = firstEvent.get()
      if (row === undefined) return undefined
      return { id: Number(row.id), topicArn: String(row.topic), message: String(row.message) }
    },
    eventDone: (id) => {
      removeEvent.run(id)
    },
    hasEvents: () => firstEvent.get() !== undefined,
    suppress: (address, reason, at) => {
      addSuppressed.run(plainAddress(address), reason, at)
    },
    unsuppress: (address) => {
      removeSuppressed.run(plainAddress(address))
    },
    suppressed: () =>
      allSuppressed.all().map((row) => ({
        address: String(row.address),
        reason: String(row.reason),
        at: Number(row.at),
      })),
  }
}

function entryOf(row: Record<string, unknown>): MailEntry {
  return {
    id: Number(row.id),
    messageId: String(row.message_id),
    from: String(row.sender),
    to: JSON.parse(String(row.recipients)),
    subject: String(row.subject),
    sentAt: Number(row.sent_at),
    state: String(row.state) as MailState,
    configurationSet: row.configuration_set === null ? undefined : String(row.configuration_set),
    tags: JSON.parse(String(row.tags)),
  }
}

/** `Ana <Ana@Example.com>` → `ana@example.com`. */
export function plainAddress(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase()
}
