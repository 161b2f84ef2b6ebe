import type { DatabaseSync } from 'node:sqlite'

type Write = { apply: () => void; resolve: () => void; reject: (reason: unknown) => void }

/**
 * Writes that belong together stand in one transaction, and writes of many executions that come at the same moment
 * share one: a commit costs as much for a hundred steps as for one. A promise resolves once its write is durable.
 */
export class Ledger {
  readonly #database: DatabaseSync
  readonly #written: () => void
  #queue: Write[] = []

  /** `written` is told after every commit. */
  constructor(database: DatabaseSync, written: () => void) {
    this.#database = database
    this.#written = written
  }

  /** `apply` runs later, inside a transaction. Rejects when it threw or could not be committed. */
  commit(apply: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ apply, resolve, reject })
      if (this.#queue.length === 1) setImmediate(() => this.#flush())
    })
  }

  #flush(): void {
    const writes = this.#queue
    this.#queue = []
    try {
      this.#transaction(writes)
    } catch (reason) {
      if (writes.length === 1) writes[0]?.reject(reason)
      else this.#oneByOne(writes)
      return
    }
    for (const write of writes) write.resolve()
    this.#written()
  }

  /** One of them is broken; the others must not suffer. */
  #oneByOne(writes: Write[]): void {
    for (const write of writes) {
      try {
        this.#transaction([write])
        write.resolve()
      } catch (reason) {
        write.reject(reason)
      }
    }
    this.#written()
  }

  #transaction(writes: Write[]): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      for (const write of writes) write.apply()
      this.#database.exec('COMMIT')
    } catch (reason) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw reason
    }
  }
}
