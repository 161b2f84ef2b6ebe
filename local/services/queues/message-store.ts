import { randomBytes, randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { QueueSettings } from './queue-settings.ts'

export interface Message {
  messageId: string
  receiptHandle: string
  body: string
  attributes: Record<string, unknown>
  /** Milliseconds of cloud time. */
  sentAt: number
  firstReceivedAt: number
  receiveCount: number
  sender: string
}

export interface NewMessage {
  body: string
  attributes: Record<string, unknown>
  sender: string
  delayMs: number
}

/** The messages of all queues, in rows. A message is visible from `visible_at` on. */
export interface MessageStore {
  /** Returns the message's id. */
  send(queue: QueueSettings, message: NewMessage, now: number): string
  /** Takes up to `limit` visible messages and hides them. Those received too often go to the dead-letter queue. */
  receive(
    queue: QueueSettings,
    limit: number,
    visibilityMs: number,
    now: number,
    byMapping: boolean,
  ): Message[]
  /** False when the handle is not the latest of a message that is there. */
  remove(queue: string, receiptHandle: string): boolean
  setVisibleAt(queue: string, receiptHandle: string, at: number): boolean
  purge(queue: string): void
  counts(queue: string, now: number): { visible: number; hidden: number; delayed: number }
  /** When the next message that is hidden now comes up. */
  nextVisibleAt(queue: string, now: number): number | undefined
}

export function createMessageStore(database: DatabaseSync): MessageStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS sqs_message (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      queue TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT NOT NULL,
      sender TEXT NOT NULL, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
      receive_count INTEGER NOT NULL DEFAULT 0, first_received_at INTEGER, receipt TEXT, by_mapping INTEGER
    );
    CREATE INDEX IF NOT EXISTS sqs_message_visible ON sqs_message (queue, visible_at, id);
    CREATE INDEX IF NOT EXISTS sqs_message_receipt ON sqs_message (receipt);
  `)
  // A function that had these messages ended with the process that ran it.
  database.exec('UPDATE sqs_message SET visible_at = 0, by_mapping = NULL WHERE by_mapping = 1')

  const insert = database.prepare(
    'INSERT INTO sqs_message (queue, message_id, body, attributes, sender, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const expire = database.prepare('DELETE FROM sqs_message WHERE queue = ? AND sent_at <= ?')
  const visible = database.prepare(
    'SELECT * FROM sqs_message WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?',
  )
  const take = database.prepare(
    'UPDATE sqs_message SET visible_at = ?, receipt = ?, receive_count = ?, first_received_at = ?, by_mapping = ? WHERE id = ?',
  )
  const move = database.prepare(
    'UPDATE sqs_message SET queue = ?, visible_at = ?, receipt = NULL, receive_count = 0, first_received_at = NULL, by_mapping = NULL WHERE id = ?',
  )
  const removeOne = database.prepare('DELETE FROM sqs_message WHERE queue = ? AND receipt = ?')
  const hide = database.prepare(
    'UPDATE sqs_message SET visible_at = ?, by_mapping = NULL WHERE queue = ? AND receipt = ?',
  )
  const removeAll = database.prepare('DELETE FROM sqs_message WHERE queue = ?')
  const count = database.prepare(`
    SELECT count(*) FILTER (WHERE visible_at <= $now) AS visible,
      count(*) FILTER (WHERE visible_at > $now AND receipt IS NOT NULL) AS hidden,
      count(*) FILTER (WHERE visible_at > $now AND receipt IS NULL) AS delayed
    FROM sqs_message WHERE queue = $queue`)
  const nextVisible = database.prepare(
    'SELECT min(visible_at) AS at FROM sqs_message WHERE queue = ? AND visible_at > ?',
  )

  function receiveVisible(
    queue: QueueSettings,
    limit: number,
    visibilityMs: number,
    now: number,
    byMapping: boolean,
  ): Message[] {
    expire.run(queue.name, now - queue.retentionMs)
    const messages: Message[] = []
    while (messages.length < limit) {
      const rows = visible.all(queue.name, now, limit - messages.length)
      if (rows.length === 0) break
      for (const row of rows) {
        const receiveCount = Number(row.receive_count) + 1
        if (queue.redrive !== undefined && receiveCount > queue.redrive.maximumReceives) {
          move.run(queue.redrive.deadLetterQueue, now, row.id as number)
          continue
        }
        const receiptHandle = randomBytes(24).toString('base64')
        const firstReceivedAt = Number(row.first_received_at ?? now)
        take.run(
          // Never visible again in this very loop, even with a visibility of zero.
          Math.max(now + visibilityMs, now + 1),
          receiptHandle,
          receiveCount,
          firstReceivedAt,
          byMapping ? 1 : null,
          row.id as number,
        )
        messages.push({
          messageId: String(row.message_id),
          receiptHandle,
          body: String(row.body),
          attributes: JSON.parse(String(row.attributes)),
          sentAt: Number(row.sent_at),
          firstReceivedAt,
          receiveCount,
          sender: String(row.sender),
        })
      }
    }
    return messages
  }

  return {
    send(queue, message, now) {
      const messageId = randomUUID()
      const attributes = JSON.stringify(message.attributes)
      insert.run(queue.name, messageId, message.body, attributes, message.sender, now, now + message.delayMs)
      return messageId
    },
    receive(...asked) {
      database.exec('SAVEPOINT sqs_receive')
      try {
        return receiveVisible(...asked)
      } finally {
        database.exec('RELEASE sqs_receive')
      }
    },
    remove: (queue, receiptHandle) => removeOne.run(queue, receiptHandle).changes === 1,
    setVisibleAt: (queue, receiptHandle, at) => hide.run(at, queue, receiptHandle).changes === 1,
    purge: (queue) => {
      removeAll.run(queue)
    },
    counts(queue, now) {
      const row = count.get({ $queue: queue, $now: now })
      return { visible: Number(row?.visible), hidden: Number(row?.hidden), delayed: Number(row?.delayed) }
    },
    nextVisibleAt(queue, now) {
      const at = nextVisible.get(queue, now)?.at
      return typeof at === 'number' ? at : undefined
    },
  }
}
