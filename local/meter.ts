import type { DatabaseSync } from 'node:sqlite'
import type { Meter } from './ports.ts'

/** One metered count. */
export interface Usage {
  service: string
  resource: string
  unit: string
  amount: number
}

export interface UsageMeter extends Meter {
  usage(): Usage[]
}

/** Counts what AWS would meter, in the database. */
export function createMeter(database: DatabaseSync): UsageMeter {
  database.exec(`CREATE TABLE IF NOT EXISTS usage (
    service TEXT NOT NULL, resource TEXT NOT NULL, unit TEXT NOT NULL, amount REAL NOT NULL,
    PRIMARY KEY (service, resource, unit)
  ) STRICT, WITHOUT ROWID`)
  const add = database.prepare(
    `INSERT INTO usage (service, resource, unit, amount) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`,
  )
  const all = database.prepare('SELECT service, resource, unit, amount FROM usage ORDER BY 1, 2, 3')
  return {
    add(service, resource, unit, amount) {
      // What ends while the cloud stops is not worth a crash.
      if (database.isOpen) add.run(service, resource, unit, amount)
    },
    usage: () =>
      all.all().map((row) => ({
        service: String(row.service),
        resource: String(row.resource),
        unit: String(row.unit),
        amount: Number(row.amount),
      })),
  }
}
