import { randomUUID } from 'node:crypto'
import type { DueSource, Ground, Invocation } from '../ports.ts'
import { FunctionNotFound } from './function-definition.ts'
import type { Functions } from './functions.ts'

/** Lambda waits one minute before the first retry of an asynchronous invocation and two before the second. */
const retryAfterMs = [60_000, 120_000]

export interface AsyncInvocations {
  /** Accepts an event; it is invoked soon, and again when it fails. @throws FunctionNotFound */
  accept(functionRef: string, payload: unknown): { requestId: string }
}

/**
 * Asynchronous invocations (type Event): rows that survive a kill, removed when the function has succeeded or its
 * retries are used up; then they go to its dead-letter queue, where it has one.
 */
export function createAsyncInvocations(
  ground: Ground,
  {
    functions,
    sendToQueue,
  }: { functions: Functions; sendToQueue(queueArn: string, body: string): Promise<void> },
): AsyncInvocations {
  const { clock, database } = ground
  database.exec(`CREATE TABLE IF NOT EXISTS async_invocations (
    id TEXT PRIMARY KEY, function TEXT NOT NULL, payload TEXT NOT NULL,
    attempts INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) STRICT`)
  const insert = database.prepare('INSERT INTO async_invocations VALUES (?, ?, ?, 0, ?)')
  const dueRows = database.prepare('SELECT * FROM async_invocations WHERE due_at <= ? ORDER BY due_at')
  const allRows = database.prepare('SELECT id, function, due_at FROM async_invocations ORDER BY due_at')
  const remove = database.prepare('DELETE FROM async_invocations WHERE id = ?')
  const later = database.prepare('UPDATE async_invocations SET attempts = ?, due_at = ? WHERE id = ?')
  const inFlight = new Set<string>()

  async function attempt(row: Record<string, unknown>): Promise<void> {
    const id = String(row.id)
    const attempts = Number(row.attempts) + 1
    const definition = functions.find(String(row.function))
    const payload: unknown = JSON.parse(String(row.payload))
    if (!definition) {
      remove.run(id)
      return
    }
    const invocation = await functions.invoke(definition.arn, payload)
    if (invocation.ok) {
      remove.run(id)
      return
    }
    const { retries, destinationArn, deadLetterArn } = definition.onFailure
    if (attempts <= retries) {
      later.run(attempts, clock.now() + (retryAfterMs[attempts - 1] ?? 120_000), id)
      return
    }
    ground.log(`${definition.logicalId} failed ${attempts} times on one event: ${invocation.errorType}`)
    if (deadLetterArn !== undefined) await sendToQueue(deadLetterArn, String(row.payload))
    if (destinationArn !== undefined) {
      await sendToQueue(destinationArn, failureRecord(definition.arn, payload, invocation, attempts))
    }
    remove.run(id)
  }

  const source: DueSource = {
    name: 'events for functions',
    next() {
      const row = allRows.all().find(({ id }) => !inFlight.has(String(id)))
      return row && { at: Number(row.due_at), what: `an event for ${row.function}` }
    },
    async fire(now) {
      for (const row of dueRows.all(now)) {
        const id = String(row.id)
        if (inFlight.has(id)) continue
        inFlight.add(id)
        attempt(row)
          .catch((error: unknown) => ground.log(`An event for ${row.function} broke: ${error}`))
          .finally(() => {
            inFlight.delete(id)
            clock.changed()
          })
      }
    },
    busy: () => inFlight.size > 0,
  }
  clock.register(source)

  return {
    accept(functionRef, payload) {
      const definition = functions.find(functionRef)
      const requestId = randomUUID()
      if (!definition) throw new FunctionNotFound(functionRef)
      insert.run(requestId, definition.name, JSON.stringify(payload ?? null), clock.now())
      clock.changed()
      return { requestId }
    },
  }
}

/** What Lambda sends to an on-failure destination. */
function failureRecord(
  functionArn: string,
  requestPayload: unknown,
  { requestId, errorType, payload }: Invocation & { ok: false },
  attempts: number,
): string {
  return JSON.stringify({
    version: '1.0',
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: errorType },
    responsePayload: payload,
  })
}
