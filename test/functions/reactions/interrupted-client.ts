import type { Database } from '../../../functions/store/database.ts'

export class Killed extends Error {}

/** What is about to be sent: the number of the call, and of the write if it is one, each from 1. */
export interface Call {
  command: string
  number: number
  /** Undefined for a read. */
  write: number | undefined
}

const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite)/

/** A database whose client asks before and after each call takes effect; whoever throws there kills the caller. */
export function interrupted(
  db: Database,
  hooks: { before?(call: Call): Promise<void> | void; after?(call: Call): Promise<void> | void },
): Database {
  let number = 0
  let writes = 0
  const client = new Proxy(db.client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'send') return value.bind(target)
      return async (command: object) => {
        number += 1
        const isWrite = WRITES.test(command.constructor.name)
        if (isWrite) writes += 1
        const call = { command: command.constructor.name, number, write: isWrite ? writes : undefined }
        await hooks.before?.(call)
        const answer: unknown = await value.call(target, command)
        await hooks.after?.(call)
        return answer
      }
    },
  })
  return { ...db, client }
}
