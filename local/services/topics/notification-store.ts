import type { DatabaseSync } from 'node:sqlite'

/** A message on its way to one subscription. */
export interface Notification {
  id: number
  subscription: string
  messageId: string
  topicArn: string
  subject: string | undefined
  message: string
  attributes: Record<string, string>
  /** Milliseconds of cloud time. */
  publishedAt: number
  attempts: number
}

export interface NotificationStore {
  /** Enters a message for each of the subscriptions, all or none. */
  add(message: Omit<Notification, 'id' | 'subscription' | 'attempts'>, subscriptions: string[]): void
  due(now: number): Notification[]
  nextAt(): number | undefined
  postpone(id: number, attempts: number, at: number): void
  finish(id: number): void
}

export function createNotificationStore(database: DatabaseSync): NotificationStore {
  database.exec(`CREATE TABLE IF NOT EXISTS sns_notification (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subscription TEXT NOT NULL, message_id TEXT NOT NULL, topic TEXT NOT NULL,
    subject TEXT, message TEXT NOT NULL, attributes TEXT NOT NULL, published_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL
  )`)
  const insert = database.prepare(
    'INSERT INTO sns_notification (subscription, message_id, topic, subject, message, attributes, published_at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const due = database.prepare('SELECT * FROM sns_notification WHERE next_at <= ? ORDER BY id')
  const next = database.prepare('SELECT min(next_at) AS at FROM sns_notification')
  const postpone = database.prepare('UPDATE sns_notification SET attempts = ?, next_at = ? WHERE id = ?')
  const finish = database.prepare('DELETE FROM sns_notification WHERE id = ?')
  return {
    add({ messageId, topicArn, subject, message, attributes, publishedAt }, subscriptions) {
      database.exec('SAVEPOINT sns')
      try {
        for (const subscription of subscriptions) {
          const texts = JSON.stringify(attributes)
          insert.run(
            subscription,
            messageId,
            topicArn,
            subject ?? null,
            message,
            texts,
            publishedAt,
            publishedAt,
          )
        }
      } finally {
        database.exec('RELEASE sns')
      }
    },
    due: (now) =>
      due.all(now).map((row) => ({
        id: Number(row.id),
        subscription: String(row.subscription),
        messageId: String(row.message_id),
        topicArn: String(row.topic),
        subject: row.subject === null ? undefined : String(row.subject),
        message: String(row.message),
        attributes: JSON.parse(String(row.attributes)),
        publishedAt: Number(row.published_at),
        attempts: Number(row.attempts),
      })),
    nextAt() {
      const at = next.get()?.at
      return typeof at === 'number' ? at : undefined
    },
    postpone: (id, attempts, at) => {
      postpone.run(attempts, at, id)
    },
    finish: (id) => {
      finish.run(id)
    },
  }
}
